using System.Text.Json.Nodes;
using Mesh.Testing;

namespace Mesh.Cli.Tests.Commands;

/// <summary>What an operator sees and does of kept answers: <c>mesh cache clear</c>, and the cache's part in <c>mesh explain --decision</c>.</summary>
public sealed class CacheCommandTests : IAsyncLifetime
{
    private CliMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CliMesh.StartAsync(
        r => r.Path.EndsWith("/embeddings", StringComparison.Ordinal) ? UpstreamReply.Json("""{"data":[{"index":0,"embedding":[1,0]}],"usage":{"prompt_tokens":5,"total_tokens":5}}""") : ChatReplies.Answer(r, ["By the form."]),
        url => $$"""
            providers: { fake: { kind: openai-compatible, baseUrl: "{{url}}" } }
            models: { m: { capabilities: [text, embeddings], price: { in: 1, out: 2 } } }
            endpoints: { m-api: { provider: fake, model: m } }
            routes: { faq: { candidates: [m], cache: { semantic: { embedding: m, ttl: 10m, timeout: 5s } } } }
            """);

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Clear_OfATenant_TellsWhatEachSiloDropped()
    {
        await AskAsync("How do I reset my password?");

        var cleared = await _mesh.RunAsync("cache", "clear", "--tenant", "local");
        var again = JsonNode.Parse((await _mesh.RunAsync("cache", "clear", "--tenant", "local", "--output", "json")).Output)!;

        Assert.Equal((0, ""), (cleared.Code, cleared.Error));
        Assert.Matches(@"^silo\s+answers\s+questions\s+state$", cleared.OutputLines[0]);
        Assert.Matches(@"\s1\s+1\s+cleared$", cleared.OutputLines[1]);
        Assert.Equal("The silos share no answers.", cleared.OutputLines[2]);
        Assert.Equal((0, true), (again["silos"]![0]!["answers"]!.GetValue<int>(), again["silos"]![0]!["cleared"]!.GetValue<bool>()));
        Assert.Null(again["shared"]);
    }

    [Fact]
    public async Task Clear_WithoutATenant_IsAWrongCommand() => Assert.Equal(2, (await _mesh.RunAsync("cache", "clear")).Code);

    [Fact]
    public async Task Explain_OfARecentDecision_TellsWhatTheCacheFound()
    {
        await AskAsync("How do I reset my password?");
        var hit = await _mesh.RunAsync("explain", "--decision", await AskAsync("How can I reset my password?"));
        var refused = await AskAsync("How do I reset my router?");
        var miss = await _mesh.RunAsync("explain", "--decision", refused);
        var json = JsonNode.Parse((await _mesh.RunAsync("explain", "--decision", refused, "--output", "json")).Output)!["decision"]!;

        Assert.Contains("cache: answered by semantic, then a question in other words at similarity 1 (vector by m, $0.000005)", hit.Output, StringComparison.Ordinal);
        Assert.Contains("cache: a question at similarity 1 contradicts in wording (vector by m, $0.000005)", miss.Output, StringComparison.Ordinal);
        Assert.Equal(("contradicted", "wording", 1d), (json["semantic"]!["outcome"]!.GetValue<string>(), json["semantic"]!["contradiction"]!.GetValue<string>(), json["semantic"]!["similarity"]!.GetValue<double>()));
        Assert.Equal(1, (await _mesh.RunAsync("explain", "--decision", "nothing")).Code);
    }

    private async Task<string> AskAsync(string question)
    {
        var told = JsonNode.Parse((await _mesh.RunAsync("chat", "--output", "json", "--model", "faq", question)).Output)!;
        return told["decisionId"]?.GetValue<string>() ?? told["outcome"]!["decisionId"]!.GetValue<string>();
    }
}
