namespace Mesh.Contracts.Conversations;

/// <summary>Frames of an attempt that were there together.</summary>
/// <param name="IsKnown">Whether the silo has the attempt at all.</param>
/// <param name="Frames">The frames from the place that was asked for, in order; none when nothing came in time.</param>
[GenerateSerializer, Immutable, Alias("mesh.FrameBatch")]
public sealed record FrameBatch([property: Id(0)] bool IsKnown, [property: Id(1)] IReadOnlyList<TurnFrame> Frames)
{
    /// <summary>What a silo says that does not have the attempt, or no longer.</summary>
    public static FrameBatch Unknown { get; } = new(false, []);
}
