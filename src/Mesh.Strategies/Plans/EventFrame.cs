using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Plans;

/// <summary>A frame that a plan made.</summary>
/// <param name="events">What it says.</param>
internal sealed class EventFrame(IReadOnlyList<ChatEvent> events) : ContentFrame
{
    /// <summary>Whether the caller did not ask for it.</summary>
    public bool Hidden { get; init; }

    public override Dialect Dialect => Dialect.None;

    public override ReadOnlyMemory<byte> Raw => default;

    public override bool IsMeshOnly => Hidden;

    public override bool IsUsageOnly { get; } = events.All(e => e is UsageReported);

    public override TokenUsage? Usage { get; } = events.OfType<UsageReported>().LastOrDefault()?.Usage;

    public override bool HasContent { get; } = events.Any(e => e is TextDelta or ReasoningDelta or RefusalDelta or ToolCallDelta or ChoiceFinished);

    public override IReadOnlyList<ChatEvent> Read() => events;
}
