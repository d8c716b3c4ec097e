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

        Assert.Equal("It counts for m at math.", (await _mesh.RunAsync("feedback", id, "0.2")).Output.Trim());
        Assert.StartsWith("It does not count", (await _mesh.RunAsync("feedback", id, "0.2")).Output, StringComparison.Ordinal);
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
    public async Task Routes_Table_ShowsTheRules() =>
        Assert.Contains("when task == \"code\": route: m", (await _mesh.RunAsync("routes")).Output, StringComparison.Ordinal);
}
