using Mesh.Contracts.Conversations;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Conversations.Live;

/// <summary>Gives this silo's frames to readers on others.</summary>
internal sealed class LiveTurnService(GrainId id, Silo silo, ILoggerFactory loggers, LiveTurns turns) : GrainService(id, silo, loggers), ILiveTurnService
{
    // Well inside a call's own patience, and short enough that a reader soon sees an owner that has gone.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    public async Task<FrameBatch> ReadAsync(TurnAddress turn, long from) =>
        turns.Find(turn) is { } live ? new FrameBatch(true, await live.ReadAsync(from, s_longest, CancellationToken.None)) : FrameBatch.Unknown;

    public Task<bool> CancelAsync(TurnAddress turn)
    {
        var live = turns.Find(turn);
        live?.Cancel(LiveTurnEnd.Cancelled);
        return Task.FromResult(live is not null);
    }

    public Task EraseAsync(string tenant, string conversation)
    {
        turns.Erase(tenant, conversation);
        return Task.CompletedTask;
    }
}
