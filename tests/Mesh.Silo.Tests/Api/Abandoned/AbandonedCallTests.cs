using Grpc.Core;
using Mesh.Conversations.Engine;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Abandoned;

/// <summary>Callers of the gRPC door that go away.</summary>
public sealed class AbandonedCallTests : AbandonedTurns
{
    // That it is accepted, its start, and the pieces.
    private static readonly int s_held = 2 + Pieces.Length;

    [Fact]
    public async Task SendTurn_CallerGoneAfterAnyFrame_IsInterruptedAndSettled()
    {
        string[] conversations = [.. Enumerable.Range(0, s_held + 1).Select(n => $"c{n}")];
        await Task.WhenAll(conversations.Select((c, n) => LeaveAsync(c, "hold", n, detached: false)));

        await HeldAsync(conversations.Length);
        await NobodyReadsAsync();

        foreach (var turn in await OnlyTurnsAsync(conversations))
        {
            Assert.Equal((V1.TurnState.Interrupted, "nobody_reads", "abcd"), (turn.State, turn.Error.Reason, turn.Answer.Parts[0].Text));
            Assert.True(turn is { Usage.OutputTokens: > 0, CostUsd: > 0 });
        }

        await Waiting.UntilAsync(() => Upstream.Aborted == conversations.Length);
        Assert.Equal(conversations.Length, Upstream.Started);
        await Task.WhenAll(conversations.Select(GoesOnAsync));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task SendTurn_CallerOfADetachedOneGoneAfterAnyFrame_IsCommittedAndSettled()
    {
        // The finish, the count of tokens and the end come behind the pieces.
        string[] conversations = [.. Enumerable.Range(0, s_held + 4).Select(n => $"c{n}")];
        await Task.WhenAll(conversations.Select((c, n) => LeaveAsync(c, "slow", n, detached: true)));

        await NobodyReadsAsync();

        foreach (var turn in await OnlyTurnsAsync(conversations))
        {
            Assert.Equal((V1.TurnState.Committed, "abcd", 4L), (turn.State, turn.Answer.Parts[0].Text, turn.Usage.OutputTokens));
        }

        await Waiting.UntilAsync(() => Upstream.Completed == conversations.Length);
        Assert.Equal(0, Upstream.Aborted);
        await Task.WhenAll(conversations.Select(GoesOnAsync));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task SendTurn_CallerGoneAtOnce_IsNoTurnOrAnEndedOne()
    {
        string[] conversations = [.. Enumerable.Range(0, 8).Select(n => $"c{n}")];
        foreach (var conversation in conversations)
        {
            await CreateAsync(conversation);
            Send(conversation, "hold", false).Dispose();
        }

        // One may arrive late, and then nobody ever reads it.
        await using var time = new Timer(_ => GoOn(), null, 0, 50);
        await Task.WhenAll(conversations.Select(TakesTheNextAsync));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task SendTurn_CallerGoneWhileItWaits_GivesItsPlaceUp()
    {
        await CreateAsync("c");
        using var first = Send("c", "hold", detached: true);
        await first.ResponseStream.MoveNext(default);
        using (var second = Send("c", "never", detached: true, "second"))
        {
            // It waits behind the first one, and says so.
            Assert.True(await second.ResponseStream.MoveNext(default));
            Assert.NotNull(second.ResponseStream.Current.Progress);
        }

        // The connection tells the silo of that before it brings these; where the first one ended before it was told, the second would run.
        for (var i = 0; i < 20; i++)
        {
            await Caller.Conversations.GetConversationAsync(new V1.GetConversationRequest { Id = "c" });
        }

        // Its place would be held for 10 s, and so long nobody else may go.
        await Caller.Conversations.CancelTurnAsync(new V1.CancelTurnRequest { ConversationId = "c", TurnId = "t" });
        var took = await Waiting.TookAsync(GoesOnAsync("c"));

        Assert.True(took < WaitingTurns.Patience - TimeSpan.FromSeconds(1));
        Assert.Equal(["t", "next"], (await EndedAsync("c")).Select(t => t.TurnId));
        await NothingIsLeftAsync();
    }

    private async Task<IReadOnlyList<V1.Turn>> OnlyTurnsAsync(IEnumerable<string> conversations) => [.. (await Task.WhenAll(conversations.Select(EndedAsync))).Select(Assert.Single)];

    private async Task LeaveAsync(string conversation, string text, int frames, bool detached)
    {
        await CreateAsync(conversation);
        using var call = Send(conversation, text, detached);
        await call.ResponseHeadersAsync;
        for (var read = 0; read < frames && await call.ResponseStream.MoveNext(default); read++)
        {
        }
    }

    private AsyncServerStreamingCall<V1.TurnFrame> Send(string conversation, string text, bool detached, string turn = "t") => Caller.Conversations.SendTurn(new V1.SendTurnRequest
    {
        ConversationId = conversation,
        Chat = Grpc.GrpcCaller.Ask("", text),
        Options = new V1.TurnOptions { TurnId = turn, Detached = detached, Accepts = { V1.Signal.Progress } },
    });
}
