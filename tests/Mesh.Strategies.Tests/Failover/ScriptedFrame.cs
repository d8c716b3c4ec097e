using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Tests.Failover;

/// <summary>A frame of text, or one without content.</summary>
internal sealed class ScriptedFrame(string? text) : ContentFrame
{
    public string? Text => text;

    public override Dialect Dialect => Dialect.None;

    public override ReadOnlyMemory<byte> Raw => default;

    public override bool IsKeepAlive => text is null;

    public override bool HasContent => text is not null;

    /// <summary>What it says beside its text; null for the text.</summary>
    public IReadOnlyList<ChatEvent>? Events { get; init; }

    /// <summary>Whether nobody may read it.</summary>
    public bool Unreadable { get; init; }

    public override IReadOnlyList<ChatEvent> Read() =>
        Unreadable ? throw new InvalidOperationException("Nobody reads the content.")
        : Events ?? (text is null ? [] : [new TextDelta(0, text)]);
}
