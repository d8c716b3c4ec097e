using System.Text;
using Mesh.Client.Errors;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Answers;

/// <summary>
/// Puts streamed pieces of tool calls together. Holds at most <see cref="MostCalls"/> calls and <see cref="MostCharacters"/> characters
/// of arguments; an answer with more is broken off.
/// </summary>
internal sealed class ToolCallAssembly
{
    public const int MostCalls = 1024;
    public const int MostCharacters = 32 * 1024 * 1024;

    private readonly SortedDictionary<int, (V1.ToolCall Call, StringBuilder Arguments)> _calls = [];
    private int _characters;

    /// <summary>Takes a piece in. Pieces of several calls may come mixed.</summary>
    /// <exception cref="MeshClientException">interrupted: a bound is passed.</exception>
    public void Add(V1.ToolCallDelta piece)
    {
        if (!_calls.TryGetValue(piece.Call, out var open))
        {
            _calls[piece.Call] = open = (new V1.ToolCall(), new StringBuilder());
        }

        _characters += piece.Arguments.Length;
        if (_calls.Count > MostCalls || _characters > MostCharacters)
        {
            throw new MeshClientException(MeshErrorCode.Interrupted, "tool_calls_too_large", $"The answer asks for more than {MostCalls} tool calls or {MostCharacters} characters of arguments. Allow it fewer tokens.");
        }

        open.Call.Id = piece.Id.Length > 0 ? piece.Id : open.Call.Id;
        open.Call.Name = piece.Name.Length > 0 ? piece.Name : open.Call.Name;
        open.Arguments.Append(piece.Arguments);
    }

    /// <summary>The calls, which are whole now, in their order; each is given once.</summary>
    public IReadOnlyList<FunctionCallContent> Take()
    {
        var whole = _calls.Values.Select(c =>
        {
            c.Call.ArgumentsJson = c.Arguments.ToString();
            return AnswerContents.Call(c.Call);
        }).ToArray();
        _calls.Clear();
        _characters = 0;
        return whole;
    }
}
