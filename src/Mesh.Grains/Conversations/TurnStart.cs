using Mesh.Contracts.Conversations;

namespace Mesh.Grains.Conversations;

/// <summary>Where a reader of a turn begins.</summary>
/// <param name="Request">The turn, as whoever begins it anew must send it.</param>
/// <param name="Turn">The turn as it was when the reader came.</param>
/// <param name="Owner">The silo that has its frames.</param>
/// <param name="From">The first frame wanted of that attempt.</param>
/// <param name="Void">Why the frames that the reader has had are void; empty when they are not.</param>
internal sealed record TurnStart(TurnRequest Request, TurnRecord Turn, string Owner, long From, string Void = "")
{
    /// <summary>Whether the reader has had frames that are void.</summary>
    public bool IsVoid => Void.Length > 0;
}
