using Mesh.Contracts.Conversations;

namespace Mesh.Grains.Conversations;

/// <summary>A turn and its frames.</summary>
/// <param name="Turn">The turn as it was accepted, with what was asked.</param>
/// <param name="Frames">Its frames; the last says how it ended.</param>
public sealed record ToldTurn(TurnRecord Turn, IAsyncEnumerable<TurnFrame> Frames);
