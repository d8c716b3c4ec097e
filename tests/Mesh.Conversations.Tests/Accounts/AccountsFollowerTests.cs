using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Accounts;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;
using Mesh.Conversations.Tests.Protocol;

namespace Mesh.Conversations.Tests.Accounts;

/// <summary>Accounts that follow the outbox of a real conversation, told by several at once and cut off in between.</summary>
public sealed class AccountsFollowerTests
{
    private readonly ProtocolRig _rig = new();
    private readonly InMemoryConversationAccounts _accounts = new();

    private DateOnly Today => DateOnly.FromDateTime(_rig.Time.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task Attempts_ThatAreKeptOrNot_AreEachBookedOnce()
    {
        await _rig.CreateAsync();
        await EndAsync("t1", TurnState.Committed, 1m);
        await EndAsync("t2", TurnState.Interrupted, 0.5m);
        await EndAsync("t2", TurnState.Committed, 1m);
        await EndAsync("t3", TurnState.Cancelled, 0.25m);
        await TellOnAsync(2);

        // The owner of this one is lost, and another turn takes its place.
        await _rig.BeginAsync("t4", "lost");
        _rig.Dead.Add("lost");
        await EndAsync("t5", TurnState.Committed, 1m);
        await new NotesEngine(ProtocolRig.Key, _rig.Log, _rig.Time).KeepAsync(new() { CostUsd = 0.125m, Model = "m" }, default);
        await TellOnAsync(3);
        await _rig.DeleteAsync();
        await TellOnAsync(1);

        var lines = await _accounts.ReadAsync("acme", Today, Today, default);
        var line = lines.Aggregate((a, b) => a.Plus(b));
        Assert.Equal((3L, 1L, 1L, 1L, 1L), (line.Committed, line.Interrupted, line.Cancelled, line.Abandoned, line.Noted));
        Assert.Equal(3_875_000_000, line.CostNanoUsd);
        Assert.Equal(
            [ConversationEventKind.Deleted, ConversationEventKind.Created],
            (await _accounts.ReadAuditAsync("acme", null, 10, default)).Select(r => r.Kind));
    }

    [Fact]
    public async Task Follower_ThatFailsBehindTheAccounts_HasNothingBookedTwice()
    {
        await _rig.CreateAsync();
        await EndAsync("t1", TurnState.Committed, 1m);
        var broken = new Broken();
        var outbox = new ConversationOutbox(_rig.Log, [new AccountsFollower(_accounts, _rig.Time), broken]);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.TellOnAsync(ProtocolRig.Key, default));
        }

        await EndAsync("t2", TurnState.Committed, 1m);
        broken.IsMended = true;
        Assert.True(await outbox.TellOnAsync(ProtocolRig.Key, default));

        Assert.Equal(2, Assert.Single(await _accounts.ReadAsync("acme", Today, Today, default)).Committed);
    }

    [Fact]
    public async Task Audit_HoldsNothingOfWhatWasSaid()
    {
        await _rig.OtherConversations.CreateAsync(new ConversationSettings { Title = "secret", Instructions = "secret", Metadata = new Dictionary<string, string> { ["secret"] = "secret" } }, "h", default);
        await _rig.OtherConversations.UpdateAsync(s => s with { Title = "secret too" }, null, default);
        await EndAsync("secret", TurnState.Committed, 1m);
        await _rig.DeleteAsync();
        await TellOnAsync(1);

        var records = await _accounts.ReadAuditAsync("acme", null, 10, default);

        Assert.Equal(3, records.Count);
        Assert.DoesNotContain("secret", string.Concat(records.Select(Contract.Spelled.Out)), StringComparison.Ordinal);
    }

    private async Task TellOnAsync(int tellers) =>
        await Task.WhenAll(Enumerable.Range(0, tellers).Select(_ => new ConversationOutbox(_rig.Log, [new AccountsFollower(_accounts, _rig.Time)]).TellOnAsync(ProtocolRig.Key, default)));

    private async Task EndAsync(string id, TurnState state, decimal costUsd)
    {
        var answer = ProtocolRig.Answer("answer", costUsd) with { Usage = new TokenUsage { Input = 3, Output = 2 }, Model = "m" };
        await _rig.OtherTurns.EndAsync(ProtocolRig.Lease(await _rig.BeginAsync(id)), new TurnEnding(state, answer), default);
    }

    private sealed class Broken : IConversationFollower
    {
        public bool IsMended { get; set; }

        public Task FollowAsync(ConversationKey key, ConversationHead head, IReadOnlyList<ConversationEvent> events, CancellationToken cancellationToken) =>
            IsMended ? Task.CompletedTask : Task.FromException(new InvalidOperationException("down"));

        public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
