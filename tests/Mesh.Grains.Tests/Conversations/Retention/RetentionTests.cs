using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Retention;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Grains.Conversations.Retention;
using Mesh.Grains.Tests.Hosting;

namespace Mesh.Grains.Tests.Conversations.Retention;

public sealed class RetentionTests
{
    private static readonly ConversationKey s_key = new("acme", "c1");

    [Fact]
    public async Task Round_DeletesWhatIsIdleForTheTenantsTimeOrItsOwnAndNoMore()
    {
        await using var cluster = await RetentionCluster.StartAsync("{ after: 30d, tenants: { brief: { after: 24h }, kept: { hold: true } } }", silos: 2);
        var ids = new Dictionary<ConversationKey, bool>();
        foreach (var (tenant, idle, own, goes) in new (string, int, int?, bool)[]
        {
            ("acme", 29, null, false), ("acme", 31, null, true), ("acme", 3, 2, true), ("acme", 3, 4, false), ("acme", 31, 90, true),
            ("brief", 2, null, true), ("brief", 0, null, false), ("brief", 2, 7, true), ("kept", 99, null, false), ("kept", 99, 1, false),
        })
        {
            var key = new ConversationKey(tenant, RetentionCluster.Ids(tenant, 5).First(id => !ids.ContainsKey(new(tenant, id))));
            ids[key] = goes;
            await cluster.PutAsync(key, TimeSpan.FromDays(idle) + TimeSpan.FromHours(1), h => h with { Settings = h.Settings with { Retention = own is { } days ? TimeSpan.FromDays(days) : null } });
        }

        var tally = await cluster.Shard(5).RoundAsync();

        Assert.Equal(new RetentionTally(5, 0, 0, 0), tally);
        foreach (var (key, goes) in ids)
        {
            Assert.Equal((key, goes), (key, await cluster.IsDeletedAsync(key)));
        }

        Assert.Equal(new RetentionTally(0, 0, 0, 0), await cluster.Shard(5).RoundAsync());
    }

    [Fact]
    public async Task Round_LeavesHeldAndRunningConversations()
    {
        await using var cluster = await RetentionCluster.StartAsync("{ after: 1h }");
        var keys = RetentionCluster.Ids("acme", 9).Take(2).Select(id => new ConversationKey("acme", id)).ToArray();
        var running = new RunningTurn { Number = 1, TurnId = "t", Attempt = 1, Epoch = 1, Owner = "S127.0.0.1:1:1", Deadline = DateTimeOffset.UtcNow.AddMinutes(5) };
        await cluster.PutAsync(keys[0], TimeSpan.FromDays(1), h => h with { Hold = new LegalHold(h.CreatedAt, "counsel") });
        await cluster.PutAsync(keys[1], TimeSpan.FromDays(1), h => h with { Running = running });

        Assert.Equal(new RetentionTally(0, 1, 1, 0), await cluster.Shard(9).RoundAsync());

        Assert.False(await cluster.IsDeletedAsync(keys[0]));
        Assert.False(await cluster.IsDeletedAsync(keys[1]));
    }

    [Fact]
    public async Task Round_TakesABoundedBatchAndTheNextOneGoesOn()
    {
        await using var cluster = await RetentionCluster.StartAsync("{ after: 1h }");
        const int Many = (2 * RetentionRound.MostDeleted) + 10;
        foreach (var id in RetentionCluster.Ids("acme", 3).Take(Many))
        {
            await cluster.PutAsync(new("acme", id), TimeSpan.FromDays(2));
        }

        var small = new ConversationKey("zeta", RetentionCluster.Ids("zeta", 3).First());
        await cluster.PutAsync(small, TimeSpan.FromDays(1));

        var tallies = new List<RetentionTally>();
        for (var deleted = 0; deleted < Many + 1; deleted += tallies[^1].Deleted)
        {
            tallies.Add(await cluster.Shard(3).RoundAsync());
            Assert.InRange(tallies[^1].Deleted, 1, RetentionRound.MostDeleted);

            // Whoever has the most keeps the others waiting for one round at most.
            Assert.Equal(tallies.Count > 1, await cluster.IsDeletedAsync(small));
        }

        Assert.Equal(new RetentionTally(0, 0, 0, 0), await cluster.Shard(3).RoundAsync());
    }

    [Fact]
    public async Task Conversation_ThatCannotBeDeleted_HoldsUpNoOther()
    {
        var log = new LosingLog();
        await using var cluster = await RetentionCluster.StartAsync("{ after: 1h }", other: log);
        log.Kept = cluster.Log;
        var keys = RetentionCluster.Ids("acme", 11).Take(3).Select(id => new ConversationKey("acme", id)).ToArray();
        for (var i = 0; i < keys.Length; i++)
        {
            await cluster.PutAsync(keys[i], TimeSpan.FromDays(9 - i));
        }

        log.Lost = keys[0];

        Assert.Equal(new RetentionTally(2, 1, 0, 0), await cluster.Shard(11).RoundAsync());
    }

    [Fact]
    public async Task Deletion_ByTime_IsAuditedAndOutOfTheList()
    {
        await using var cluster = await RetentionCluster.StartAsync("{ after: 1h }");
        await cluster.PutAsync(s_key, TimeSpan.FromDays(1));

        Assert.Equal(1, (await cluster.RoundAsync(s_key)).Deleted);

        var audit = await cluster.Accounts.ReadAuditAsync("acme", null, 10, default);
        Assert.Equal((ConversationEventKind.Deleted, "", DeletionCause.Retention), (audit[0].Kind, audit[0].By, audit[0].Deletion!.Cause));
        Assert.Empty((await cluster.Log.ListAsync("acme", null, 10, default)).Conversations);
        Assert.Empty(await cluster.Log.ReadPendingAsync(default));
    }

    [Fact]
    public async Task Tombstone_GoesAfterItsTimeAndItsIdMayBeginAnew()
    {
        await using var cluster = await RetentionCluster.StartAsync("{}");
        var young = new ConversationKey("acme", RetentionCluster.Ids("acme", ConversationShards.Of(s_key)).First(id => id != s_key.Id));
        await cluster.PutAsync(s_key, RetentionRule.TombstoneLife + TimeSpan.FromHours(1), h => h with { DeletedAt = h.UpdatedAt });
        await cluster.PutAsync(young, RetentionRule.TombstoneLife - TimeSpan.FromHours(1), h => h with { DeletedAt = h.UpdatedAt });

        Assert.Equal(new RetentionTally(0, 0, 0, 1), await cluster.RoundAsync(s_key));

        Assert.Null(await cluster.Log.ReadHeadAsync(s_key, default));
        Assert.NotNull(await cluster.Log.ReadHeadAsync(young, default));
        Assert.Equal(1, (await cluster.CallAsync(s_key, c => c.CreateAsync(new ConversationSettings(), "anew"))).Sequence);
    }

    [Fact]
    public async Task Hold_OfATenant_KeepsEverybodyFromDeletingUntilItEnds()
    {
        await using var cluster = await RetentionCluster.StartAsync("{ tenants: { acme: { hold: true } } }");
        await cluster.CallAsync(s_key, c => c.CreateAsync(new ConversationSettings(), "h"));

        var refused = await Assert.ThrowsAsync<MeshException>(() => cluster.CallAsync(s_key, c => c.DeleteAsync()));
        Assert.Equal((MeshErrorCode.Conflict, "legal_hold"), (refused.Error.Code, refused.Error.Reason));

        await cluster.Mesh.EditAsync(RetentionCluster.Catalog("{}"));
        await Wait.UntilAsync(() => cluster.Mesh.Revisions().All(r => r > 1), "the edit runs");
        Assert.True((await cluster.CallAsync(s_key, c => c.DeleteAsync())).IsNew);
    }

    [Fact]
    public async Task Hold_OfAConversation_KeepsItFromBeingDeleted()
    {
        await using var cluster = await RetentionCluster.StartAsync("{}");
        await cluster.CallAsync(s_key, c => c.CreateAsync(new ConversationSettings(), "h"));
        var held = await cluster.CallAsync(s_key, c => c.HoldAsync(true));
        Assert.Equal("loopback", held.Hold!.By);

        var refused = await Assert.ThrowsAsync<MeshException>(() => cluster.CallAsync(s_key, c => c.DeleteAsync()));
        Assert.Equal("legal_hold", refused.Error.Reason);
        Assert.False(await cluster.CallAsync(s_key, c => c.ExpireAsync()));

        await cluster.CallAsync(s_key, c => c.HoldAsync(false));
        var (first, second) = (await cluster.CallAsync(s_key, c => c.DeleteAsync()), await cluster.CallAsync(s_key, c => c.DeleteAsync()));
        Assert.Equal((true, false, first.Report!.At), (first.IsNew, second.IsNew, second.Report!.At));
        Assert.Equal(
            [("loopback", ConversationEventKind.Deleted), ("loopback", ConversationEventKind.Released), ("loopback", ConversationEventKind.Held), ("loopback", ConversationEventKind.Created)],
            (await cluster.Accounts.ReadAuditAsync("acme", null, 10, default)).Select(r => (r.By, r.Kind)));
    }

    [Fact]
    public async Task Silos_ThatStart_HaveEveryShardReminded()
    {
        await using var cluster = await RetentionCluster.StartAsync("{}", silos: 2, reminded: true);
        var reminders = cluster.Mesh.Service<IReminderTable>(cluster.Mesh.Silos[0]);

        await Wait.UntilAsync(
            () => Rounds(reminders.ReadRows(0, 0).GetAwaiter().GetResult()) == ConversationShards.Count, "every shard has its reminder");

        static int Rounds(ReminderTableData all) => all.Reminders.Count(r => r.GrainId.Type.ToString() == "retention" && r.Period == RetentionGrain.Pause);
    }
}
