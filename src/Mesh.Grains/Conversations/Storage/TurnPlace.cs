namespace Mesh.Grains.Conversations.Storage;

/// <summary>Where a turn's row lies: those of a conversation side by side, in the order of their numbers.</summary>
internal static class TurnPlace
{
    /// <summary>The largest number that a turn can have.</summary>
    public const long LastNumber = uint.MaxValue;

    /// <summary>The place of a turn.</summary>
    /// <param name="conversation">The conversation's key in the file.</param>
    /// <param name="number">The turn's number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or beyond <see cref="LastNumber"/>.</exception>
    public static long Of(long conversation, long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, LastNumber);
        return (conversation << 32) + number;
    }
}
