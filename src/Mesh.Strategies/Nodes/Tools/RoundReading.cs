using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Strategies.Answers;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>
/// Reads one round's answer. It is held while it may still turn out to call tools, and passes on once it is taken for the answer itself: where no tool may be called, or where its
/// text is longer than what models say before they call one.
/// </summary>
/// <param name="streams">Whether the caller wants it in pieces.</param>
/// <param name="mayCall">Whether tools may be called.</param>
/// <param name="isBehindText">Whether text of an earlier round has passed on.</param>
internal sealed class RoundReading(bool streams, bool mayCall, bool isBehindText)
{
    /// <summary>Characters of text from which on a round is taken for the answer.</summary>
    public const int Certain = 400;

    private readonly List<ContentFrame> _held = [];
    private readonly List<ChatEvent> _end = [];
    private bool _calls;

    /// <summary>Its pieces put together.</summary>
    public AnswerBuilder Whole { get; } = new();

    /// <summary>Whether it passes on.</summary>
    public bool Passes { get; private set; }

    /// <summary>Takes a frame, and gives those that may pass on.</summary>
    /// <exception cref="Contracts.Errors.MeshException">upstream_failed, reason answer_too_long.</exception>
    public IReadOnlyList<ContentFrame> Take(ContentFrame frame)
    {
        if (frame.IsKeepAlive || frame is TakeOverFrame)
        {
            return Passes ? [frame] : Anew(frame);
        }

        var said = frame.Read();
        foreach (var one in said)
        {
            Whole.Add(one);
            _calls |= one is ToolCallDelta;
        }

        if (Passes)
        {
            return Passing(said);
        }

        if (Whole.Characters > HeldAnswer.MostCharacters)
        {
            throw HeldAnswer.TooLong();
        }

        _held.Add(frame);
        Passes = streams && !_calls && (!mayCall || Whole.TextLength >= Certain);
        return Passes ? Released() : [];
    }

    /// <summary>What is left of an answer that calls nothing.</summary>
    public IReadOnlyList<ContentFrame> Rest() => Passes ? [new EventFrame([.. _end])] : isBehindText ? Released(withEnd: true) : _held;

    /// <summary>An answer that asks the caller for calls of its tools: what it says beside, if that has not passed on, these calls and no others.</summary>
    public IReadOnlyList<ContentFrame> Asking(IReadOnlyList<ToolCall> calls)
    {
        ChatEvent[] text = Passes ? [] : [.. Texts()];
        return [new EventFrame([.. text, .. calls.Select((c, i) => new ToolCallDelta(0, i, c.Id, c.Name, c.ArgumentsJson)), new ChoiceFinished(0, "tool_calls")])];
    }

    private IEnumerable<ChatEvent> Texts()
    {
        if (Whole.Reasoning.Length > 0)
        {
            yield return new ReasoningDelta(0, Whole.Reasoning);
        }

        if (Whole.Text.Length > 0)
        {
            yield return new TextDelta(0, isBehindText ? "\n\n" + Whole.Text : Whole.Text);
        }
    }

    // Nobody has seen what is held.
    private IReadOnlyList<ContentFrame> Anew(ContentFrame frame)
    {
        if (frame is TakeOverFrame { Kind: OnInterruption.Restart })
        {
            _held.Clear();
            Whole.Clear();
            _calls = false;
        }

        return [];
    }

    private IReadOnlyList<ContentFrame> Released(bool withEnd = false)
    {
        var said = _held.SelectMany(f => f.Read()).ToArray();
        _held.Clear();
        ChatEvent[] before = isBehindText ? [new TextDelta(0, "\n\n")] : [];
        return [new EventFrame([.. before, .. withEnd ? said : Kept(said)])];
    }

    private IReadOnlyList<ContentFrame> Passing(IReadOnlyList<ChatEvent> said) => Kept(said) is { Length: > 0 } kept ? [new EventFrame(kept)] : [];

    // How it ends is told when it is known whether it does.
    private ChatEvent[] Kept(IReadOnlyList<ChatEvent> said)
    {
        _end.AddRange(said.Where(e => e is ChoiceFinished));
        return [.. said.Where(e => e is not (ToolCallDelta or ChoiceFinished or UsageReported))];
    }
}
