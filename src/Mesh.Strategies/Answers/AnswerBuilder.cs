using System.Text;
using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Answers;

/// <summary>Puts the pieces of one choice of an answer together.</summary>
/// <param name="choice">Which one; the others' pieces are passed over.</param>
public sealed class AnswerBuilder(int choice = 0)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _refusal = new();
    private readonly List<(string Id, string Name, StringBuilder Arguments)> _calls = [];

    /// <summary>Characters of text, thought and refusal so far, in UTF-16 units.</summary>
    public int Characters => _text.Length + _reasoning.Length + _refusal.Length + _calls.Sum(c => c.Arguments.Length);

    /// <summary>Characters of its text so far, in UTF-16 units.</summary>
    public int TextLength => _text.Length;

    /// <summary>The last characters of its text so far, at most so many.</summary>
    public string TextEnd(int most) => _text.ToString(Math.Max(0, _text.Length - most), Math.Min(_text.Length, most));

    /// <summary>Its text so far.</summary>
    public string Text => _text.ToString();

    /// <summary>What was thought so far.</summary>
    public string Reasoning => _reasoning.ToString();

    /// <summary>The refusal so far.</summary>
    public string Refusal => _refusal.ToString();

    /// <summary>The calls of tools so far.</summary>
    public IReadOnlyList<ToolCall> ToolCalls => [.. _calls.Select(c => new ToolCall(c.Id, c.Name, c.Arguments.ToString()))];

    /// <summary>The last log probabilities as the vendor wrote them; empty when there are none.</summary>
    public string LogprobsJson { get; private set; } = "";

    /// <summary>Why it ended; null while it has not.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>What has come so far, as the message that a conversation keeps.</summary>
    public ChatMessage Message => new() { Role = ChatRole.Assistant, Parts = [.. Parts()], ToolCalls = ToolCalls };

    /// <summary>Which choice a piece belongs to; null for what belongs to the whole answer.</summary>
    public static int? ChoiceOf(ChatEvent said) => said switch
    {
        TextDelta t => t.Choice,
        ReasoningDelta r => r.Choice,
        RefusalDelta r => r.Choice,
        LogprobsDelta l => l.Choice,
        ChoiceFinished f => f.Choice,
        ToolCallDelta c => c.Choice,
        _ => null,
    };

    /// <summary>Takes a piece in.</summary>
    public void Add(ChatEvent said)
    {
        if (ChoiceOf(said) != choice)
        {
            return;
        }

        switch (said)
        {
            case TextDelta t:
                _text.Append(t.Text);
                break;
            case ReasoningDelta r:
                _reasoning.Append(r.Text);
                break;
            case RefusalDelta r:
                _refusal.Append(r.Text);
                break;
            case LogprobsDelta l:
                LogprobsJson = l.Json;
                break;
            case ChoiceFinished f:
                FinishReason = f.Reason;
                break;
            case ToolCallDelta c:
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
        (LogprobsJson, FinishReason) = ("", null);
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
            yield return new ReasoningPart(Reasoning);
        }

        if (_text.Length > 0)
        {
            yield return new TextPart(Text);
        }

        if (_refusal.Length > 0)
        {
            yield return new RefusalPart(Refusal);
        }
    }
}
