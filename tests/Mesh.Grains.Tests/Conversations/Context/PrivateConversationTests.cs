using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;

namespace Mesh.Grains.Tests.Conversations.Context;

/// <summary>What a turn was told keeps its classes for everything that is made of the conversation after it.</summary>
[Collection(Clusters.Name)]
public sealed class PrivateConversationTests
{
    private static readonly string s_filler = string.Concat(Enumerable.Repeat("and so it goes on ", 60));

    [Fact]
    public async Task TurnsAfterAPrivateOne_AndTheirSummaries_ReachOnlyModelsThatMaySeeIt()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, r => ChatReplies.Answer(r, ["fine"]));

        var first = await SayAsync(cluster, "t1", "closed", "private");
        await cluster.SummarisedAsync();
        var second = await SayAsync(cluster, "t2", "open");
        var third = await SayAsync(cluster, "t3", "any");
        await cluster.SummarisedAsync();

        Assert.Equal((TurnState.Committed, TurnState.Failed, TurnState.Committed), (first.State, second.State, third.State));
        Assert.Equal(["private"], third.Answer!.Prompt!.Data);
        Assert.Equal("data_policy", second.Error!.Reason);
        Assert.All(cluster.Upstream.Requests, r => Assert.Equal("up-closed", r.Model));
    }

    [Fact]
    public async Task TurnsBesideAPrivateOne_OnAnotherBranch_AreFree()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, r => ChatReplies.Answer(r, ["fine"]));

        await SayAsync(cluster, "t1", "closed", "private");
        var (_, other) = await cluster.SendAsync("t2", "open", Chat("hello"), TurnKind.Edit, 1);

        Assert.Equal(TurnState.Committed, other.State);
        Assert.Empty(other.Answer!.Prompt!.Data);
    }

    [Fact]
    public async Task PrivateDataThatIsFoundInATurn_StaysWithTheConversation()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, r => ChatReplies.Answer(r, ["fine"]));

        var (_, first) = await cluster.SendAsync("t1", "any", Chat("My card is 4111 1111 1111 1111."));
        var second = await SayAsync(cluster, "t2", "any");

        Assert.Equal(["private"], first.Answer!.Prompt!.Data);
        Assert.Equal(["private"], second.Answer!.Prompt!.Data);
        Assert.All(cluster.Upstream.Requests, r => Assert.Equal("up-closed", r.Model));
    }

    [Fact]
    public async Task ImageOfAPrivateTurn_IsDescribedByNobodyWhoMayNotSeeIt()
    {
        await using var cluster = await ContextCluster.StartAsync(Catalog, r => ChatReplies.Answer(r, ["fine"]));

        await cluster.SendAsync("t1", "seeing", new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart("look"), new ImagePart("data:image/png;base64,AA==", null)] }] }, data: ["private"]);
        var second = await SayAsync(cluster, "t2", "closed");

        Assert.Equal((TurnState.Committed, 1), (second.State, second.Answer!.Prompt!.Missing));
        Assert.Equal(["up-seeing", "up-closed"], cluster.Upstream.Requests.Select(r => r.Model).Distinct());
    }

    private static async Task<TurnRecord> SayAsync(ContextCluster cluster, string id, string target, params string[] data) =>
        (await cluster.SendAsync(id, target, Chat($"{id} {s_filler}"), data: data)).Turn;

    private static ChatRequest Chat(string text) => new() { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(text)] }] };

    // The routes for summaries and images would both lead to the model that may see nothing.
    private static string Catalog(string upstream) => $$"""
        providers:
          p: { kind: openai-compatible, baseUrl: "{{upstream}}" }
        models:
          open: { capabilities: [text, image-in], context: 8000, quality: { chat: 0.9 } }
          closed: { capabilities: [text], context: 8000, data: [private], quality: { chat: 0.5 } }
          seeing: { capabilities: [text, image-in], context: 8000, data: [private], state: deprecated }
        endpoints:
          open-at: { provider: p, model: open, upstreamModel: up-open }
          closed-at: { provider: p, model: closed, upstreamModel: up-closed }
          seeing-at: { provider: p, model: seeing, upstreamModel: up-seeing }
        routes:
          any: { candidates: [open, closed], prefer: best }
        conversations: { summaryRoute: open, summarizeAfter: 200, imageRoute: open }
        """;
}
