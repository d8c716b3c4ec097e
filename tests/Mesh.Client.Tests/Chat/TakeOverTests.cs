using Mesh.Client.Answers;
using Mesh.Client.Errors;
using Mesh.Client.Outcomes;
using Mesh.Client.Requests;
using Mesh.Load;
using Mesh.Testing;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Tests.Chat;

/// <summary>Answers that another endpoint takes over, as readers with and without that knowledge see them.</summary>
public sealed class TakeOverTests
{
    [Fact]
    public async Task Reset_Accepted_VoidsWhatCameAndTheResponseIsTheSecondAnswer()
    {
        await using var mesh = await MeshAsync("restart");
        var seen = new List<ChatResponseUpdate>();
        await foreach (var update in mesh.Chat.GetStreamingResponseAsync("hello", new ChatOptions().AcceptResets()))
        {
            seen.Add(update);
        }

        var taken = Assert.Single(seen.Select(u => u.GetMeshTakeOver()).OfType<MeshTakeOverContent>());
        Assert.Equal((true, "first", "upstream_broken"), (taken.IsReset, taken.FromEndpoint, taken.Reason));
        Assert.Equal("half fine", string.Concat(seen.Select(u => u.Text)));
        var kept = new List<ChatResponseUpdate>();
        seen.ForEach(kept.AddOrClear);
        Assert.Equal("fine", kept.ToChatResponse().Text);
        Assert.Equal(("second", 2), (kept.ToChatResponse().GetMeshOutcome()!.Endpoint, kept.ToChatResponse().GetMeshOutcome()!.Attempts));
    }

    [Fact]
    public async Task Reset_ReadAsOneResponse_HoldsTheSecondAnswerAlone()
    {
        await using var mesh = await MeshAsync("restart");

        var response = await mesh.Chat.GetStreamingResponseAsync("hello", new ChatOptions().AcceptResets()).ToMeshResponseAsync();

        Assert.Equal("fine", response.Text);
    }

    [Fact]
    public async Task Splice_Accepted_GoesOnWithTheText()
    {
        await using var mesh = await MeshAsync("continue");

        var response = await mesh.Chat.GetStreamingResponseAsync("hello", new ChatOptions().AcceptSplices()).ToMeshResponseAsync();

        Assert.Equal("half fine", response.Text);
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("continue")]
    public async Task TakeOver_NotAccepted_IsAnInterruption(string route)
    {
        await using var mesh = await MeshAsync(route);

        var e = await Assert.ThrowsAsync<MeshClientException>(() => mesh.Chat.GetStreamingResponseAsync("hello").ToChatResponseAsync());

        Assert.Equal((MeshErrorCode.Interrupted, 5L), (e.Code, e.Interruption!.DeliveredCharacters));
    }

    private static async Task<TakenOver> MeshAsync(string onInterruption)
    {
        var first = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half "}""", "null")) with { Ending = UpstreamEnding.Reset });
        var second = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        var mesh = await RunningMesh.StartAsync($$"""
            providers:
              one: { kind: openai-compatible, baseUrl: "{{first.Url}}" }
              two: { kind: openai-compatible, baseUrl: "{{second.Url}}" }
            models:
              m: { capabilities: [text, prefix], price: { in: 1, out: 2 } }
            endpoints:
              first:  { provider: one, model: m, priority: 1 }
              second: { provider: two, model: m, priority: 2 }
            routes:
              r: { balance: priority, candidates: [m], onInterruption: {{onInterruption}} }
            """);
        return new TakenOver(first, second, mesh, new MeshConnection(new MeshClientOptions { Address = mesh.GrpcUrl, Model = "r" }));
    }

    private sealed record TakenOver(FakeUpstream First, FakeUpstream Second, RunningMesh Mesh, MeshConnection Connection) : IAsyncDisposable
    {
        public MeshChatClient Chat => Connection.Chat;

        public async ValueTask DisposeAsync()
        {
            Connection.Dispose();
            await Mesh.DisposeAsync();
            await First.DisposeAsync();
            await Second.DisposeAsync();
        }
    }
}
