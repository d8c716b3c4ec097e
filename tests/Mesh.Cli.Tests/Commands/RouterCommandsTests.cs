using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Routing.Outcomes;
using Mesh.Routing.Tests.Learning;

namespace Mesh.Cli.Tests.Commands;

public sealed class RouterCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Router => _folder.File("router.bin");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_FromAFile_WritesARouterAndTellsItsEvaluation()
    {
        var trained = await new Cli().RunAsync("router", "train", Router, "--from", Outcomes(300));
        var shown = await new Cli().RunAsync("router", "show", Router);

        Assert.Equal((0, ""), (trained.Code, trained.Error));
        Assert.Contains(trained.OutputLines, l => System.Text.RegularExpressions.Regex.IsMatch(l, @"^cheap\s+0\.\d+\s+0\.\d{4}\s+0\.\d{4}\s+0\.\d+$"));
        Assert.Contains("Of 300 prompts", trained.Output, StringComparison.Ordinal);
        Assert.Contains("Its predictions are better than each model's mean.", trained.Output, StringComparison.Ordinal);
        Assert.Contains("Of 300 prompts", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_FromTooFew_SaysHowManyAreNeeded()
    {
        var result = await new Cli().RunAsync("router", "train", Router, "--from", Outcomes(30));

        Assert.Equal(1, result.Code);
        Assert.Contains("models: 0 named, a router chooses among at least 2", result.Error, StringComparison.Ordinal);
        Assert.Contains("record: true", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Router));
    }

    [Fact]
    public async Task Train_FromWhatIsNoOutcome_NamesTheLine()
    {
        var path = _folder.File("bad.jsonl");
        await File.WriteAllLinesAsync(path, [(await File.ReadAllLinesAsync(Outcomes(20)))[0], "{\"at\":1}"]);

        var result = await new Cli().RunAsync("router", "train", Router, "--from", path);

        Assert.Equal(1, result.Code);
        Assert.Contains("bad.jsonl:2 is no outcome", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_OfAFileThatIsNone_SaysSo()
    {
        await File.WriteAllTextAsync(Router, "hello");

        Assert.Contains("no learned router", (await new Cli().RunAsync("router", "show", Router)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcomes_OfAMesh_AreWrittenShownAndForgotten()
    {
        await using var mesh = await CliMesh.StartAsync(catalog: url => CliMesh.Catalog(url) + "\nrouter: { record: true }\n");

        // Who records is there by then: an outcome that it does not take within two seconds is dropped.
        Assert.Equal("", (await mesh.RunAsync("router", "outcomes", "-")).Output);
        var told = JsonNode.Parse((await mesh.RunAsync("chat", "--output", "json", "--task", "math", "hello")).Output)!;
        await mesh.JudgeAsync(told["decisionId"]?.GetValue<string>() ?? told["outcome"]!["decisionId"]!.GetValue<string>(), "0.25");

        Assert.Contains("Outcomes are recorded", (await mesh.RunAsync("router", "show")).Output, StringComparison.Ordinal);
        Assert.Contains("1 outcomes are in", (await mesh.RunAsync("router", "outcomes", _folder.File("out.jsonl"))).Output, StringComparison.Ordinal);
        var line = JsonNode.Parse(Assert.Single(await File.ReadAllLinesAsync(_folder.File("out.jsonl"))))!;
        Assert.Equal(("m", 0.25, "math"), (line["model"]!.GetValue<string>(), line["quality"]!.GetValue<double>(), line["task"]!.GetValue<string>()));

        Assert.Equal(0, (await mesh.RunAsync("router", "forget", "--older-than", "0")).Code);
        Assert.Equal("", (await mesh.RunAsync("router", "outcomes", "-")).Output);
        Assert.Equal(2, (await mesh.RunAsync("router", "forget", "--older-than", "-1")).Code);
    }

    // What is in the file may be all that is left of outcomes that were forgotten.
    [Fact]
    public async Task Outcomes_OfAMeshThatGoesAway_LeaveTheFileAsItWas()
    {
        var path = _folder.File("out.jsonl");
        await File.WriteAllTextAsync(path, "earlier");

        var result = await new Cli().RunAsync("router", "outcomes", path, "--admin", "http://127.0.0.1:9");

        Assert.NotEqual(0, result.Code);
        Assert.Equal("earlier", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    private string Outcomes(int count)
    {
        var path = _folder.File($"{count}.jsonl");
        File.WriteAllLines(path, MadeOutcomes.Make(count, seed: 1).Select((m, i) => JsonSerializer.Serialize(new
        {
            at = DateTimeOffset.UnixEpoch,
            model = i % 2 == 0 ? "cheap" : "dear",
            quality = m.Row.Qualities[i % 2],
            task = m.Row.Kind,
            prompt = PackedPrompt.Pack(m.Row.Prompt),
        })));
        return path;
    }
}
