using Mesh.Contracts.Conversations;

namespace Mesh.Grains.Conversations;

/// <summary>Where a reader of a turn begins.</summary>
/// <param name="Request">The turn, as whoever begins it anew must send it.</param>
/// <param name="Turn">The turn as it was when the reader came.</param>
/// <param name="Owner">The silo that has its frames.</param>
/// <param name="From">The first frame wanted of that attempt.</param>
/// <param name="IsOfAnotherAttempt">Whether the reader has had frames of another attempt, which are void.</param>
internal sealed record TurnStart(TurnRequest Request, TurnRecord Turn, string Owner, long From, bool IsOfAnotherAttempt);
