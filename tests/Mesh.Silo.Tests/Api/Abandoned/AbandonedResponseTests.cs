using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Abandoned;

/// <summary>Callers of the Responses API that go away.</summary>
public sealed class AbandonedResponseTests : AbandonedTurns
{
    // created, in_progress, item added, part added, and the pieces.
    private static readonly int s_held = 4 + Pieces.Length;

    // Text, part and item done, and the response completed, come behind them.
    private static readonly int s_whole = s_held + 4;

    [Fact]
    public async Task Response_CallerGoneAfterAnyEvent_IsInterruptedAndSettled()
    {
        string[] conversations = [.. Enumerable.Range(0, s_held + 1).Select(n => $"c{n}")];
        await Task.WhenAll(conversations.Select((c, n) => LeaveAsync(c, "hold", n, ",\"stream\":true")));

        await HeldAsync(conversations.Length);
        await NobodyReadsAsync();

        foreach (var turn in (await Task.WhenAll(conversations.Select(EndedAsync))).Select(Assert.Single))
        {
            Assert.Equal((V1.TurnState.Interrupted, "nobody_reads", "abcd"), (turn.State, turn.Error.Reason, turn.Answer.Parts[0].Text));
        }

        await Waiting.UntilAsync(() => Upstream.Aborted == conversations.Length);
        await Task.WhenAll(conversations.Select(GoesOnAsync));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Response_CallerOfOneInTheBackgroundGoneAfterAnyEvent_IsCommittedAndSettled()
    {
        string[] conversations = [.. Enumerable.Range(0, s_whole + 1).Select(n => $"c{n}")];
        await Task.WhenAll(conversations.Select((c, n) => LeaveAsync(c, "slow", n, ",\"stream\":true,\"background\":true")));

        await NobodyReadsAsync();

        foreach (var turn in (await Task.WhenAll(conversations.Select(EndedAsync))).Select(Assert.Single))
        {
            Assert.Equal((V1.TurnState.Committed, "abcd"), (turn.State, turn.Answer.Parts[0].Text));
        }

        await Waiting.UntilAsync(() => Upstream.Completed == conversations.Length);
        Assert.Equal(0, Upstream.Aborted);
        await Task.WhenAll(conversations.Select(GoesOnAsync));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Response_CallerThatWaitsForTheWholeGone_IsInterruptedAndSettled()
    {
        await CreateAsync("c");
        using var leaves = new CancellationTokenSource();
        var call = PostAsync("c", "hold", "", leaves.Token);
        await Waiting.UntilAsync(() => Upstream.Started == 1);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        await NobodyReadsAsync();

        Assert.Equal("nobody_reads", Assert.Single(await EndedAsync("c")).Error.Reason);
        await GoesOnAsync("c");
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Response_CallerOfOneThatIsNotKeptGoneAfterAnyEvent_EndsAtOnceAndLeavesNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, s_held + 1).Select(n => LeaveAsync(null, "hold", n, ",\"stream\":true,\"store\":false")));

        await NothingIsLeftAsync();
        await Waiting.UntilAsync(() => Upstream.Started > 0 && Upstream.Aborted == Upstream.Started);
        Assert.Empty((await Caller.Conversations.ListConversationsAsync(new V1.ListConversationsRequest())).Conversations);
    }

    private async Task LeaveAsync(string? conversation, string text, int events, string more)
    {
        if (conversation is not null)
        {
            await CreateAsync(conversation);
        }

        using var response = await PostAsync(conversation, text, more, default);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var read = 0; read < events && await reader.ReadLineAsync() is { } line;)
        {
            read += line.StartsWith("data: ", StringComparison.Ordinal) ? 1 : 0;
        }
    }

    private Task<HttpResponseMessage> PostAsync(string? conversation, string text, string more, CancellationToken cancellationToken) => Mesh.PostAsync(
        "/v1/responses",
        $$"""{"model":"m","input":"{{text}}"{{(conversation is null ? "" : $",\"conversation\":\"{conversation}\"")}}{{more}}}""",
        cancellationToken);
}
