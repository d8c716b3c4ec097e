using System.Text.Json.Nodes;

namespace Mesh.Cli.Tests.Commands;

public sealed class QualityCommandsTests : IAsyncLifetime
{
    private CliMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CliMesh.StartAsync(catalog: url => $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
          m: { price: { in: 1, out: 1 }, quality: { chat: 0.8, code: { benchmark: 0.9, samples: 100 } } }
          n: { price: { in: 4, out: 4 }, quality: { chat: 0.81 }, data: [private] }
        endpoints:
          m-api: { provider: fake, model: m }
          n-api: { provider: fake, model: n }
        routes:
          auto:
            prefer: best
            rules: [{ when: task == "code", then: { route: m } }]
        """);

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Matrix_Table_TellsTheBestTheCheapestNearItAndTheGaps()
    {
        var result = await _mesh.RunAsync("matrix");

        Assert.Equal(0, result.Code);
        Assert.Contains(result.OutputLines, l => System.Text.RegularExpressions.Regex.IsMatch(l, @"^chat\s+n\s+0\.81\s+m\s+\$1\.00\s+2/2\s*$"));
        Assert.Contains(result.OutputLines, l => System.Text.RegularExpressions.Regex.IsMatch(l, @"^code\s+m\s+0\.9\s+m\s+\$1\.00\s+1/2\s+n$"));
        Assert.Equal("15% of the pairs are known.", result.OutputLines[^1]);
    }

    [Fact]
    public async Task Matrix_OfOneTask_ShowsEachModelWithItsSource()
    {
        var result = await _mesh.RunAsync("matrix", "code");

        Assert.Matches(@"^m\s+0\.9\s+\d+%\s+benchmark\s+0\s+\$1\.00$", result.OutputLines[1]);
        Assert.Matches(@"^n\s+0\.81\s+\d+%\s+assumed\s+0\s+\$4\.00$", result.OutputLines[2]);
        Assert.Equal(2, (await _mesh.RunAsync("matrix", "cooking")).Code);
    }

    [Fact]
    public async Task Feedback_OnAnAnswer_CountsForItsModel()
    {
        var told = JsonNode.Parse((await _mesh.RunAsync("chat", "--output", "json", "--task", "math", "hello")).Output)!;
        var id = told["decisionId"]?.GetValue<string>() ?? told["outcome"]!["decisionId"]!.GetValue<string>();

        Assert.Equal("It counts for m at math.", (await _mesh.JudgeAsync(id, "0.2")).Output.Trim());
        Assert.StartsWith("It does not count", (await _mesh.JudgeAsync(id, "0.2")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _mesh.RunAsync("feedback", "nothing", "1")).Code);
    }

    [Fact]
    public async Task Explain_WithHints_TellsRuleSignalsAndData()
    {
        var code = await _mesh.RunAsync("explain", "Write a Python function that sorts a list");
        var secret = await _mesh.RunAsync("explain", "--data", "private", "--tag", "a", "hello");

        Assert.Contains("rule: auto/rules[0]: task == \"code\"", code.Output, StringComparison.Ordinal);
        Assert.Contains("read: task=code", code.Output, StringComparison.Ordinal);
        Assert.Contains("data: private", secret.Output, StringComparison.Ordinal);
        Assert.Contains("data-policy: it may not see what the request holds", secret.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_OfADecision_TellsWhatBecameOfIt()
    {
        var told = JsonNode.Parse((await _mesh.RunAsync("chat", "--output", "json", "--task", "code", "hello")).Output)!;
        var id = told["decisionId"]?.GetValue<string>() ?? told["outcome"]!["decisionId"]!.GetValue<string>();
        await _mesh.JudgeAsync(id, "0.5");

        var text = await _mesh.RunAsync("explain", "--decision", id);
        var json = JsonNode.Parse((await _mesh.RunAsync("explain", "--decision", id, "--output", "json")).Output)!;

        Assert.Equal(0, text.Code);
        Assert.Contains("rule: auto/rules[0]: task == \"code\"", text.Output, StringComparison.Ordinal);
        Assert.Matches(@"outcome: whole \| m @ m-api \| \d+ \+ \d+ tokens \| \$0\.\d+", text.Output);
        Assert.Contains("predicted: quality 0.85, $0.", text.Output, StringComparison.Ordinal);
        Assert.Contains("feedback: 0.5 at code", text.Output, StringComparison.Ordinal);
        Assert.Equal(("m", 1, 0.5), (json["model"]!.GetValue<string>(), json["outcome"]!["attempts"]!.GetValue<int>(), json["feedback"]!["score"]!.GetValue<double>()));
        Assert.Equal("m-api", json["decision"]!["candidates"]![0]!["endpoint"]!.GetValue<string>());
    }

    [Fact]
    public async Task Explain_OfAPlansDecision_ShowsItsTree()
    {
        await using var mesh = await CliMesh.StartAsync(catalog: url => CliMesh.Catalog(url) + "\n  planned: { plan: { fallback: [{ model: m, label: first, maxOutputTokens: 99 }, { model: m }] } }");
        var told = JsonNode.Parse((await mesh.RunAsync("chat", "--output", "json", "--model", "planned", "hello")).Output)!;
        var id = told["decisionId"]?.GetValue<string>() ?? told["outcome"]!["decisionId"]!.GetValue<string>();

        var text = await mesh.RunAsync("explain", "--decision", id);
        var json = JsonNode.Parse((await mesh.RunAsync("explain", "--decision", id, "--output", "json")).Output)!;

        Assert.Matches(@"(?m)^fallback \| done \| \d+ \+ \d+ tokens \| \$0\.\d+", text.Output);
        Assert.Matches(@"(?m)^└─ fallback\[0\]: single 'first' \| done \| m @ m-api \| \d+ \+ \d+ tokens", text.Output);
        Assert.Equal("done", json["outcome"]!["plan"]!["nodes"]![0]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Explain_OfADecisionThatIsNotKept_SaysSo()
    {
        var gone = await _mesh.RunAsync("explain", "--decision", "0123456789abcdef");
        var both = await _mesh.RunAsync("explain", "--decision", "0123456789abcdef", "hello");

        Assert.Equal(1, gone.Code);
        Assert.Contains("No such decision is kept", gone.Error, StringComparison.Ordinal);
        Assert.Equal(2, both.Code);
    }

    [Fact]
    public async Task Explain_OfAnExplanation_SaysThatNobodyWasAsked()
    {
        var id = JsonNode.Parse((await _mesh.RunAsync("explain", "hello", "--output", "json")).Output)!["id"]!.GetValue<string>();

        Assert.Contains("outcome: nobody was to be asked", (await _mesh.RunAsync("explain", "--decision", id)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_Table_ShowsTheRules() =>
        Assert.Contains("when task == \"code\": route: m", (await _mesh.RunAsync("routes")).Output, StringComparison.Ordinal);
}
