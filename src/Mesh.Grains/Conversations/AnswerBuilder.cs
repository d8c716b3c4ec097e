using System.Text;
using Mesh.Contracts.Chat;

namespace Mesh.Grains.Conversations;

/// <summary>Puts the pieces of an answer together as the message that the conversation keeps: the first choice, where there are several.</summary>
internal sealed class AnswerBuilder
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _refusal = new();
    private readonly List<(string Id, string Name, StringBuilder Arguments)> _calls = [];

    /// <summary>Why it ended; null while it has not.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>What has come so far.</summary>
    public ChatMessage Message => new()
    {
        Role = ChatRole.Assistant,
        Parts = [.. Parts()],
        ToolCalls = [.. _calls.Select(c => new ToolCall(c.Id, c.Name, c.Arguments.ToString()))],
    };

    /// <summary>Takes a piece in.</summary>
    public void Add(ChatEvent said)
    {
        switch (said)
        {
            case TextDelta { Choice: 0 } t:
                _text.Append(t.Text);
                break;
            case ReasoningDelta { Choice: 0 } r:
                _reasoning.Append(r.Text);
                break;
            case RefusalDelta { Choice: 0 } r:
                _refusal.Append(r.Text);
                break;
            case ChoiceFinished { Choice: 0 } f:
                FinishReason = f.Reason;
                break;
            case ToolCallDelta { Choice: 0 } c:
                Add(c);
                break;
        }
    }

    /// <summary>Forgets everything: it begins anew.</summary>
    public void Clear()
    {
        _text.Clear();
        _reasoning.Clear();
        _refusal.Clear();
        _calls.Clear();
        FinishReason = null;
    }

    private void Add(ToolCallDelta piece)
    {
        while (_calls.Count <= piece.Call)
        {
            _calls.Add(("", "", new StringBuilder()));
        }

        var (id, name, arguments) = _calls[piece.Call];
        _calls[piece.Call] = (piece.Id ?? id, piece.Name ?? name, arguments.Append(piece.Arguments));
    }

    private IEnumerable<ContentPart> Parts()
    {
        if (_reasoning.Length > 0)
        {
            yield return new ReasoningPart(_reasoning.ToString());
        }

        if (_text.Length > 0)
        {
            yield return new TextPart(_text.ToString());
        }

        if (_refusal.Length > 0)
        {
            yield return new RefusalPart(_refusal.ToString());
        }
    }
}
