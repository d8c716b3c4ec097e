using System.Text.Json.Nodes;
using Mesh.Testing;

namespace Mesh.Cli.Tests.Commands;

public sealed class ListCommandsTests : IAsyncLifetime
{
    private CliMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CliMesh.StartAsync(catalog: url => CliMesh.Catalog(url, """
        m: { capabilities: [text, tools], context: 1000, price: { in: 1, out: 2.5 } }
          d: { state: deprecated }
        """));

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Models_Table_ShowsPricesAndMarksTheEstimated()
    {
        var result = await _mesh.RunAsync("models");

        Assert.Equal(0, result.Code);
        Assert.Matches(@"^m\s+text tools\s+1,000\s+1\s+2\.5\s+approved$", result.OutputLines[1]);
        Assert.Contains("(estimated)", result.OutputLines[2], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task Models_Json_HasNumbersAsNumbers()
    {
        var models = JsonNode.Parse((await _mesh.RunAsync("models", "--output", "json")).Output)!["models"]!.AsArray();

        Assert.Equal(("m", 2.5, 1000, false), (models[0]!["name"]!.GetValue<string>(), models[0]!["priceOutUsd"]!.GetValue<double>(), models[0]!["contextTokens"]!.GetValue<int>(), models[0]!["priceEstimated"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Endpoints_AfterACall_ShowWhatItTook()
    {
        await _mesh.RunAsync("chat", "hello");

        var table = await _mesh.RunAsync("endpoints");
        var json = JsonNode.Parse((await _mesh.RunAsync("endpoints", "--output", "json")).Output)!["endpoints"]![0]!;

        Assert.Matches(@"^m-api\s+m\s+closed\s+0\s+1\s+0\s", table.OutputLines[1]);
        Assert.Equal(("m-api", 1), (json["name"]!.GetValue<string>(), json["attempts"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    public async Task Endpoints_Watched_AreWrittenAgainAndAgainUntilTheEnd(string form)
    {
        using var cancel = new CancellationTokenSource();
        var cli = new Cli();
        var run = cli.RunAsync(["endpoints", "--watch", "--output", form, "--grpc", _mesh.Mesh.GrpcUrl], cancel.Token);
        await Wait.UntilAsync(() => cli.Seen.Split("m-api").Length > 2);
        await cancel.CancelAsync();
        var result = await run;

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.True(result.OutputLines.Count(l => l.Contains("m-api", StringComparison.Ordinal)) >= 2, result.Output);
        Assert.True(form == "table" || result.OutputLines.All(l => JsonNode.Parse(l) is JsonObject));
    }

    [Fact]
    public async Task Routes_Table_ShowsThem()
    {
        var result = await _mesh.RunAsync("routes");

        Assert.Matches(@"^auto\s+balanced\s+\*$", result.OutputLines[1]);
    }

    [Fact]
    public async Task Explain_Text_ShowsEveryCandidateAndAsksNobody()
    {
        var kept = await _mesh.RunAsync("explain", "hello");
        var left = await _mesh.RunAsync("explain", new string('x', 5000), "--model", "m");

        Assert.Matches(@"^1\s+m-api\s+m\s+[\d.]+", kept.OutputLines[2]);
        Assert.Matches(@"^-\s+m-api\s+m\s.*context-length: text and answer do not fit$", left.OutputLines[2]);
        Assert.Equal(0, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task Explain_Json_HasScorePartsAndReasons()
    {
        var candidate = JsonNode.Parse((await _mesh.RunAsync("explain", new string('x', 5000), "--output", "json")).Output)!["candidates"]![0]!;

        Assert.Equal(("m-api", "context-length"), (candidate["endpoint"]!.GetValue<string>(), candidate["excluded"]!.GetValue<string>()));
        Assert.NotNull(candidate["quality"]);
    }

    [Theory]
    [InlineData("models")]
    [InlineData("catalog", "history")]
    [InlineData("chat", "hello")]
    public async Task Command_NobodyThere_SaysHowToStartOne(params string[] args)
    {
        var result = await new Cli { Environment = { ["MESH_GRPC"] = "http://127.0.0.1:1", ["MESH_ADMIN"] = "http://127.0.0.1:1" } }.RunAsync(args);

        Assert.Equal((3, ""), (result.Code, result.Output));
        Assert.Contains("dotnet run --project src/Mesh.Silo", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ErrorLines.Length);
    }

    [Fact]
    public async Task Command_KeyNeeded_IsRefusedAndServedWithIt()
    {
        var key = (await new Cli().RunAsync("keys", "create", "test", "--keys", _mesh.Mesh.KeyFile)).Output.Trim();
        CliResult refused;
        for (var i = 0; (refused = await _mesh.RunAsync("models")).Code == 0; i++)
        {
            Assert.True(i < 1200, "still served without a key");
            await Task.Delay(50);
        }

        var served = await _mesh.RunAsync(new Cli { Environment = { ["MESH_KEY"] = key } }, "models");
        var admin = await _mesh.RunAsync("catalog", "history", "--key", key);

        Assert.Equal(1, refused.Code);
        Assert.Contains("key_required", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, served.Code);
        Assert.Equal(1, admin.Code);
        Assert.Contains("--scope admin", admin.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--grpc", "nonsense", "--grpc")]
    [InlineData("--grpc", "http://mesh.example.com:1", "--insecure")]
    [InlineData("--output", "yaml", "table")]
    public async Task Command_OptionWrong_IsAUsageErrorThatNamesIt(string option, string value, string named)
    {
        var result = await new Cli { Environment = { ["MESH_KEY"] = "mesh_k" } }.RunAsync("models", option, value);

        Assert.Equal(2, result.Code);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("frob")]
    [InlineData("catalog")]
    public async Task Command_NoneOrUnknown_IsAUsageErrorThatNamesTheHelp(params string[] args)
    {
        var result = await new Cli().RunAsync(args);

        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.ErrorLines.Length);
    }

    [Fact]
    public async Task Help_Asked_NamesCommandsAndExitCodesAndNeverTheKey()
    {
        var result = await new Cli { Environment = { ["MESH_KEY"] = "mesh_secret" } }.RunAsync("--help");

        Assert.Equal(0, result.Code);
        Assert.Contains("Exit codes: 0", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mesh_secret", result.Output, StringComparison.Ordinal);
    }
}
