using Mesh.Contracts.Chat;

namespace Mesh.Providers.Pipeline;

/// <summary>A frame made in the process, already read.</summary>
public sealed class TypedFrame(IReadOnlyList<ChatEvent> events) : ContentFrame
{
    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.None;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Raw => default;

    /// <inheritdoc/>
    public override TokenUsage? Usage { get; } = events.OfType<UsageReported>().LastOrDefault()?.Usage;

    /// <inheritdoc/>
    public override bool HasContent { get; } = events.Any(e => e is TextDelta or ReasoningDelta or RefusalDelta or ToolCallDelta or ChoiceFinished);

    /// <inheritdoc/>
    public override IReadOnlyList<ChatEvent> Read() => events;
}
