using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;

namespace Mesh.Conversations.Tests.Contract;

public abstract partial class ConversationLogContract
{
    private static readonly LegalHold s_hold = new(WholeRecords.Time.AddSeconds(5), "key-1");

    [Fact]
    public async Task Retention_OfAConversation_FollowsItsLastTurnInTheSameStep()
    {
        var head = Head(s_key) with { ActiveAt = WholeRecords.Time };
        await WriteAsync(null, head);
        Assert.Equal([s_key], await DueAsync(RetentionLane.Idle, 0));
        Assert.Empty(await DueAsync(RetentionLane.Idle, -1));

        var next = Next(head) with { ActiveAt = WholeRecords.Time.AddSeconds(3) };
        await WriteAsync(head, next, [Turn(1, "t1")]);

        Assert.Empty(await DueAsync(RetentionLane.Idle, 2));
        Assert.Equal([s_key], await DueAsync(RetentionLane.Idle, 3));
        Assert.Equal(1, await Retention.CountAsync(Shard(s_key), RetentionLane.Idle, default));
    }

    [Fact]
    public async Task Retention_OfAHeadThatNamesNoLastTurn_CountsFromItsUpdate()
    {
        await WriteAsync(null, Head(s_key) with { ActiveAt = null, UpdatedAt = WholeRecords.Time.AddSeconds(7) });

        Assert.Empty(await DueAsync(RetentionLane.Idle, 6));
        Assert.Equal([s_key], await DueAsync(RetentionLane.Idle, 7));
    }

    [Fact]
    public async Task Retention_OfATimeOfItsOwn_IsALaneOfItsOwnWhileItIsSet()
    {
        var head = Head(s_key) with { ActiveAt = WholeRecords.Time, Settings = new ConversationSettings { Retention = TimeSpan.FromSeconds(10) } };
        await WriteAsync(null, head);
        Assert.Empty(await DueAsync(RetentionLane.Expiring, 9));
        Assert.Equal([s_key], await DueAsync(RetentionLane.Expiring, 10));
        Assert.Equal([s_key], await DueAsync(RetentionLane.Idle, 0));

        await WriteAsync(head, Next(head) with { Settings = new ConversationSettings() });

        Assert.Equal(0, await Retention.CountAsync(Shard(s_key), RetentionLane.Expiring, default));
        Assert.Equal([s_key], await DueAsync(RetentionLane.Idle, 0));
    }

    [Fact]
    public async Task Retention_OfAHeldConversation_LooksAtNothingButTheHold()
    {
        var head = Head(s_key) with { ActiveAt = WholeRecords.Time, Settings = new ConversationSettings { Retention = TimeSpan.FromSeconds(1) } };
        await WriteAsync(null, head);
        var held = Next(head) with { Hold = s_hold };
        await WriteAsync(head, held);

        Assert.Empty(await DueAsync(RetentionLane.Idle, 1000));
        Assert.Empty(await DueAsync(RetentionLane.Expiring, 1000));
        Assert.Equal(1, await Retention.CountAsync(Shard(s_key), RetentionLane.Held, default));

        await WriteAsync(held, Next(held) with { Hold = null });
        Assert.Equal([s_key], await DueAsync(RetentionLane.Idle, 0));
        Assert.Equal([s_key], await DueAsync(RetentionLane.Expiring, 1));
        Assert.Equal(0, await Retention.CountAsync(Shard(s_key), RetentionLane.Held, default));
    }

    [Fact]
    public async Task Retention_OfARefusedWrite_StaysAsItWas()
    {
        var head = Head(s_key) with { ActiveAt = WholeRecords.Time };
        await WriteAsync(null, head);

        Assert.Equal(WriteOutcome.Stale, await WriteAsync(Next(head), Next(Next(head)) with { ActiveAt = WholeRecords.Time.AddSeconds(9) }));

        Assert.Equal([s_key], await DueAsync(RetentionLane.Idle, 0));
    }

    [Fact]
    public async Task Retention_OfManyTenants_GivesThemInTheirOrderAndEachItsOwn()
    {
        var keys = new List<ConversationKey>();
        foreach (var tenant in (string[])["b", "a", "a-b", "a.b", "ab", "A", "a/b", "ä"])
        {
            // Ids of one shard, so that they all meet there.
            keys.AddRange(Enumerable.Range(0, 4000).Select(i => new ConversationKey(tenant, $"c{i}")).Where(k => Shard(k) == 7).Take(2));
        }

        var at = 0;
        foreach (var key in keys)
        {
            await WriteAsync(null, Head(key) with { ActiveAt = WholeRecords.Time.AddSeconds(at++) });
        }

        Assert.Equal(["A", "a", "a-b", "a.b", "a/b", "ab", "b", "ä"], await Retention.ReadTenantsAsync(7, RetentionLane.Idle, "", 100, default));
        Assert.Equal(["a", "a-b"], await Retention.ReadTenantsAsync(7, RetentionLane.Idle, "A", 2, default));
        Assert.Equal(["ab", "b", "ä"], await Retention.ReadTenantsAsync(7, RetentionLane.Idle, "a/b", 100, default));
        Assert.Empty(await Retention.ReadTenantsAsync(7, RetentionLane.Tombstone, "", 100, default));
        Assert.Empty(await Retention.ReadTenantsAsync(8, RetentionLane.Idle, "", 100, default));
        foreach (var tenant in keys.Select(k => k.Tenant).Distinct())
        {
            Assert.Equal(keys.Where(k => k.Tenant == tenant), await Retention.ReadAsync(new RetentionRange(7, RetentionLane.Idle, tenant, DateTimeOffset.MaxValue, 10), default));
        }

        Assert.Equal(keys[..1], await Retention.ReadAsync(new RetentionRange(7, RetentionLane.Idle, "b", DateTimeOffset.MaxValue, 1), default));
    }

    [Fact]
    public async Task Retention_AfterRandomWrites_IsWhatTheHeadsSay()
    {
        var random = new Random(4711);
        var heads = new Dictionary<ConversationKey, ConversationHead>();
        for (var i = 0; i < 120; i++)
        {
            var key = new ConversationKey(random.Next(2) == 0 ? "acme" : "b", $"c{random.Next(5)}");
            var before = heads.GetValueOrDefault(key);
            if (before is { DeletedAt: not null })
            {
                continue;
            }

            var at = WholeRecords.Time.AddSeconds(random.Next(100));
            var head = (before is null ? Head(key) : Next(before)) with
            {
                ActiveAt = random.Next(4) == 0 ? null : at,
                Hold = random.Next(5) == 0 ? new LegalHold(at, "k") : null,
                DeletedAt = random.Next(30) == 0 ? at : null,
                Settings = new ConversationSettings { Retention = random.Next(2) == 0 ? TimeSpan.FromSeconds(random.Next(1, 9)) : null },
            };
            Assert.Equal(WriteOutcome.Written, await WriteAsync(before, head));
            heads[key] = head;
        }

        foreach (var lane in Enum.GetValues<RetentionLane>())
        {
            foreach (var group in heads.GroupBy(h => (Shard: Shard(h.Key), h.Key.Tenant)))
            {
                var expected = from head in @group from entry in RetentionEntry.Of(head.Value) where entry.Lane == lane select (head.Key, entry.At.UtcTicks);
                var range = new RetentionRange(@group.Key.Shard, lane, @group.Key.Tenant, DateTimeOffset.MaxValue, 10);
                var found = await Retention.ReadAsync(range, default);
                Assert.Equal(expected.Select(e => e.Key).OrderBy(k => k.Id), found.OrderBy(k => k.Id));
                foreach (var (key, ticks) in expected)
                {
                    Assert.Contains(key, await Retention.ReadAsync(range with { Until = new DateTimeOffset(ticks, TimeSpan.Zero) }, default));
                    Assert.DoesNotContain(key, await Retention.ReadAsync(range with { Until = new DateTimeOffset(ticks - 1, TimeSpan.Zero) }, default));
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(RetentionRange.MostRead + 1)]
    public async Task Retention_OfMoreThanTheBound_IsRefused(int count)
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Retention.ReadAsync(new RetentionRange(0, RetentionLane.Idle, "a", WholeRecords.Time, count), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Retention.ReadTenantsAsync(0, RetentionLane.Idle, "", count, default));
    }

    [Fact]
    public async Task Purge_OfATombstone_LeavesNothingAndTheIdMayBeginAnew()
    {
        var head = await CreateAsync(s_key, [Turn(1, "t1")]);
        var tombstone = Next(head) with { DeletedAt = WholeRecords.Time, Deletion = WholeRecords.Report() };
        await WriteAsync(head, tombstone, [], [Event(2)], erases: true);
        Assert.Equal([s_key], await DueAsync(RetentionLane.Tombstone, 0));

        // What nobody has heard of keeps it.
        Assert.False(await Retention.PurgeAsync(s_key, tombstone, default));
        Assert.NotNull(await Log.ReadHeadAsync(s_key, default));
        await Log.ForgetOutboxAsync(s_key, 2, default);
        Assert.False(await Retention.PurgeAsync(s_key, tombstone with { Sequence = 9 }, default));

        Assert.True(await Retention.PurgeAsync(s_key, tombstone, default));
        Assert.True(await Retention.PurgeAsync(s_key, tombstone, default));

        Assert.Null(await Log.ReadHeadAsync(s_key, default));
        Assert.Empty(await DueAsync(RetentionLane.Tombstone, 1000));
        Assert.Equal(WriteOutcome.Written, await WriteAsync(null, Head(s_key), [Turn(1, "t1")]));
        Assert.Equal([s_key], await DueAsync(RetentionLane.Idle, 1000));
    }

    [Fact]
    public async Task Purge_OfAConversation_IsRefused()
    {
        var head = await CreateAsync(s_key);
        await Log.ForgetOutboxAsync(s_key, 1, default);

        await Assert.ThrowsAsync<ArgumentException>(() => Retention.PurgeAsync(s_key, head, default));

        Assert.NotNull(await Log.ReadHeadAsync(s_key, default));
    }

    private static int Shard(ConversationKey key) => ConversationShards.Of(key);

    private Task<IReadOnlyList<ConversationKey>> DueAsync(RetentionLane lane, int second) =>
        Retention.ReadAsync(new RetentionRange(Shard(s_key), lane, s_key.Tenant, WholeRecords.Time.AddSeconds(second), 10), default);
}
