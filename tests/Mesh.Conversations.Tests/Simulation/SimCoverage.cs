using Mesh.Conversations.Log;
using Mesh.Testing.Histories;

namespace Mesh.Conversations.Tests.Simulation;

/// <summary>What a run of schedules has gone through: a simulation in which nothing happens proves nothing.</summary>
internal sealed class SimCoverage
{
    private long _draws;
    private long _kills;
    private long _committed;
    private long _unknown;
    private long _refused;
    private long _reads;
    private long _abandoned;
    private long _retried;
    private long _deleted;

    public void Add(SimWorld world)
    {
        _draws += world.Scheduler.Draws;
        _kills += world.Kills;
        _committed += world.History.Count(o => o is { Kind: OperationKind.Send, Result: OperationResult.Done });
        _unknown += world.History.Count(o => o.Result == OperationResult.Unknown);
        _refused += world.History.Count(o => o.Result == OperationResult.Failed);
        _reads += world.History.Count(o => o is { Kind: OperationKind.Read, Result: OperationResult.Done });
        var events = world.Kept.ReadOutboxAsync(SimWorld.Key, default).GetAwaiter().GetResult();
        _abandoned += events.Count(e => e.Kind == ConversationEventKind.TurnAbandoned);
        _retried += events.Count(e => e.Kind == ConversationEventKind.TurnEnded && e.Attempt > 1);
        _deleted += events.Count(e => e.Kind == ConversationEventKind.Deleted);
    }

    public void HoldsEverything() => Assert.All([_kills, _committed, _unknown, _refused, _reads, _abandoned, _retried, _deleted], n => Assert.True(n > 0, ToString()));

    public override string ToString() =>
        $"{_draws} draws, {_kills} kills, {_committed} sends acknowledged, {_reads} reads, {_refused} refused, {_unknown} unknown, {_abandoned} attempts given up, {_retried} ended later than the first, {_deleted} deletions";
}
