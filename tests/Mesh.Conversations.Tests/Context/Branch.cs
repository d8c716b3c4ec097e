using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Context;

namespace Mesh.Conversations.Tests.Context;

/// <summary>A branch of committed turns, and prompts made of it.</summary>
internal sealed class Branch
{
    private readonly List<TurnRecord> _turns = [];

    public static AnsweringModel Model { get; } = new() { Name = "b", ContextTokens = 100_000, Capabilities = ModelCapabilities.Text | ModelCapabilities.Tools };

    public IReadOnlyList<TurnRecord> Turns => _turns;

    /// <summary>Turns that the last prompt took.</summary>
    public int Taken { get; private set; }

    public static ChatMessage Says(string text) => new() { Role = ChatRole.User, Parts = [new TextPart(text)] };

    public static ChatMessage Answers(string text, params ToolCall[] calls) => new() { Role = ChatRole.Assistant, Parts = text.Length > 0 ? [new TextPart(text)] : [], ToolCalls = calls };

    public static ChatMessage Result(string call, string text) => new() { Role = ChatRole.Tool, ToolCallId = call, Parts = [new TextPart(text)] };

    public static PromptMaterial Asks(params ChatMessage[] messages) => new() { Chat = new ChatRequest { Messages = messages } };

    public Branch Turn(ChatMessage answer, params ChatMessage[] asked) => Turn("a", answer, asked);

    public Branch Turn(string model, ChatMessage answer, params ChatMessage[] asked)
    {
        _turns.Add(new TurnRecord
        {
            Number = _turns.Count + 1,
            Parent = _turns.Count,
            Request = new TurnRequest { TurnId = $"t{_turns.Count + 1}", Hash = "h", Chat = new ChatRequest { Messages = asked } },
            State = TurnState.Committed,
            Attempt = 1,
            Epoch = 1,
            Answer = new TurnAnswer { Message = answer, Model = model },
        });
        return this;
    }

    public Branch Many(int count, int words)
    {
        for (var i = 1; i <= count; i++)
        {
            Turn(Answers($"a{i}"), Says($"q{i} {string.Concat(Enumerable.Repeat("word ", words))}"));
        }

        return this;
    }

    public AssembledPrompt Prompt(AnsweringModel model, PromptMaterial material)
    {
        var assembly = new PromptAssembly(model, material with { LastModel = _turns.Count == 0 ? "" : _turns[^1].Answer!.Model });
        Taken = 0;
        foreach (var turn in _turns.AsEnumerable().Reverse())
        {
            Taken++;
            if (!assembly.Take(turn))
            {
                break;
            }
        }

        return assembly.Finish();
    }

    /// <summary>A message in a line: who, what, and the calls.</summary>
    public static string Line(ChatMessage m) =>
        $"{m.Role}{(m.ToolCallId is { } id ? $"({id})" : "")}: {string.Join('|', m.Parts.Select(p => p is TextPart t ? t.Text : p.GetType().Name))}{string.Concat(m.ToolCalls.Select(c => $" ->{c.Id}"))}";
}
