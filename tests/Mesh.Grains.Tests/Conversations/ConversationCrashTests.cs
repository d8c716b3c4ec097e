using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Storage;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Conversations;

public sealed class ConversationCrashTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Turns_AfterKillNine_AreAllThereAndNoneByHalf()
    {
        var writer = new KilledWriter(_folder.Path, "conversations");
        for (var round = 1; round <= 3; round++)
        {
            await writer.RunAsync(200 * round);
            await using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
            await using var store = new SqliteStore(_folder.Path);
            var log = new SqliteConversationLog(store, services.GetRequiredService<Serializer>());
            foreach (var (id, version) in writer.Acknowledged)
            {
                await IsWholeAsync(log, new SqliteRetentionIndex(store), new ConversationKey("crash", id), version);
            }

            output.WriteLine($"round {round}: {writer.Count} turns acknowledged in {writer.Acknowledged.Count} conversations, none lost, none by half");
        }
    }

    // Every write of a conversation leaves head, turns, ids and events in a state that can be told from a half one.
    private static async Task IsWholeAsync(SqliteConversationLog log, SqliteRetentionIndex due, ConversationKey key, long acknowledged)
    {
        var head = (await log.ReadHeadAsync(key, default))!;
        var turns = await TurnsAsync(log, key);
        Assert.True(head.Version >= acknowledged, $"{key.Id} was acknowledged at {acknowledged} and stands at {head.Version}");
        Assert.Equal(Enumerable.Range(1, (int)head.Turns).Select(n => (long)n), turns.Select(t => t.Number));
        var digest = turns.Where(t => t.State == TurnState.Committed).OrderBy(t => t.Version).Aggregate("", TurnDigest.After);
        Assert.Equal((head.Digest, head.Version), (digest, turns.Count(t => t.State == TurnState.Committed)));
        Assert.Equal(head.Running?.Number, turns.SingleOrDefault(t => !t.IsOver)?.Number);
        foreach (var turn in turns)
        {
            Assert.Equal(turn.Number, (await log.FindTurnAsync(key, turn.Request.TurnId, default))!.Number);
        }

        await EventsAreAsync(log, key, turns);
        await IsDueAsync(due, key, head);
    }

    // Retention finds each at the very time of its last turn, so that none is ever kept for ever.
    private static async Task IsDueAsync(SqliteRetentionIndex due, ConversationKey key, ConversationHead head)
    {
        var range = new RetentionRange(ConversationShards.Of(key), RetentionLane.Idle, key.Tenant, head.ActiveAt!.Value, 100);
        Assert.Contains(key, await due.ReadAsync(range, default));
        Assert.DoesNotContain(key, await due.ReadAsync(range with { Until = range.Until.AddTicks(-1) }, default));
    }

    // Nobody tells on: what happened is all in the outbox, which is read and forgotten here up to the last write that is looked at.
    private static async Task EventsAreAsync(SqliteConversationLog log, ConversationKey key, List<TurnRecord> turns)
    {
        var ended = new HashSet<long>();
        for (var events = await log.ReadOutboxAsync(key, default); events.Count > 0; events = await log.ReadOutboxAsync(key, default))
        {
            ended.UnionWith(events.Where(e => e.Kind is ConversationEventKind.TurnEnded or ConversationEventKind.TurnAbandoned).Select(e => e.Number));
            await log.ForgetOutboxAsync(key, events[^1].Sequence, default);
        }

        // Those of rounds before were forgotten then.
        var over = turns.Where(t => t.IsOver).Select(t => t.Number).ToArray();
        Assert.Subset(over.ToHashSet(), ended);
        Assert.Equal(over.SkipWhile(n => !ended.Contains(n)), ended.Order());
    }

    private static async Task<List<TurnRecord>> TurnsAsync(SqliteConversationLog log, ConversationKey key)
    {
        var turns = new List<TurnRecord>();
        for (var from = 1L; ; from += LogBounds.MostTurnsRead)
        {
            var read = await log.ReadTurnsAsync(key, from, LogBounds.MostTurnsRead, default);
            turns.AddRange(read);
            if (read.Count < LogBounds.MostTurnsRead)
            {
                return turns;
            }
        }
    }
}
