using Mesh.Contracts.Access;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Access;
using Mesh.Grains.Conversations.Live;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;

namespace Mesh.Grains.Tests.Conversations.Live;

[Collection(Clusters.Name)]
public sealed class TurnEndsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);
    private readonly AwayLog _log = new();
    private readonly WatchedTime _time = new();
    private ConversationCluster _cluster = null!;
    private TurnBegun _begun = null!;

    public async Task InitializeAsync()
    {
        _cluster = await ConversationCluster.StartAsync(1, r => ChatReplies.Answer(r, ["a"]), _log);
        await _cluster.CreateAsync("c");
        _begun = await _cluster.CallAsync("c", c => c.BeginTurnAsync(ConversationCluster.Turn("t"), _cluster.Mesh.Silos[0].SiloAddress.ToParsableString()));
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task End_StoreAwayForAMinute_SaysThatItDoesNotKnowAndLeavesTheTurnToBeEnded()
    {
        _log.IsAway = true;

        var (ended, took) = await EndAsync(() => false);

        Assert.InRange(took, TurnEnds.Longest, TurnEnds.Longest + s_longestWait);
        Assert.Equal((false, "store_unreachable"), (ended.IsOver, ended.Error!.Reason));
        Assert.InRange(_time.Waits, 25, 35);
        _log.IsAway = false;
        Assert.Equal(TurnState.Accepted, (await _cluster.CallAsync("c", c => c.FindTurnAsync("t"))).State);
        Assert.Equal(TurnState.Committed, (await EndAsync(() => false)).Ended.State);
    }

    [Fact]
    public async Task End_StoreBackBeforeAMinute_IsKept()
    {
        _log.IsAway = true;

        var (ended, took) = await EndAsync(() => _time.GetUtcNow() - _time.Start > TimeSpan.FromSeconds(50));

        Assert.True(took < TurnEnds.Longest);
        Assert.Equal((TurnState.Committed, null), (ended.State, ended.Error));
        Assert.Equal(TurnState.Committed, (await _cluster.CallAsync("c", c => c.FindTurnAsync("t"))).State);
    }

    // Each wait that begins is over at once.
    private async Task<(TurnRecord Ended, TimeSpan Took)> EndAsync(Func<bool> isBack)
    {
        var (began, waits) = (_time.GetUtcNow(), _time.Waits);
        var answer = new TurnAnswer { Message = new ChatMessage { Role = ChatRole.Assistant, Parts = [new TextPart("a")] }, FinishReason = "stop" };
        var ending = new TurnEnds(_cluster.Mesh.Service<TenantGrains>(_cluster.Mesh.Silos[0]), _time)
            .EndAsync(new TenantKey(ConversationCluster.Caller.Tenant, "c"), _begun.Turn!, new TurnEnding(TurnState.Committed, answer));
        while (true)
        {
            await Wait.UntilAsync(() => ending.IsCompleted || _time.Waits > waits, "it waits or is done", 30);
            if (ending.IsCompleted)
            {
                return (await ending, _time.GetUtcNow() - began);
            }

            waits = _time.Waits;
            _log.IsAway &= !isBack();
            _time.Advance(s_longestWait);
        }
    }
}
