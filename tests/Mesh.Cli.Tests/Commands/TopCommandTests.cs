using System.Text.Json.Nodes;
using Mesh.Cli.Commands;
using Mesh.Cli.Commands.Top;
using Mesh.Load;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Tests.Commands;

public sealed class TopCommandTests
{
    [Fact]
    public async Task Top_IntoAPipe_ShowsTotalsAndOneTable()
    {
        await using var mesh = await CliMesh.StartAsync();
        await mesh.RunAsync("chat", "hello");

        var result = await mesh.RunAsync("top");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Matches($@"^mesh {mesh.Mesh.GrpcUrl}: 1 endpoints, 0 in flight, [\d.]+ req/s, 0% errors, [\d.]+ tokens/s, \$[\d.]+ spent$", result.OutputLines[0]);
        Assert.Matches(@"^endpoint\s+model\s+state\s+in flight\s+req/s\s+err %\s+first token ms\s", result.OutputLines[1]);
        Assert.Matches(@"^m-api\s+m\s+closed\s+0\s+[\d.]+\s+0\s+[\d.,]+/[\d.,]+\s", result.OutputLines[2]);
        Assert.Equal(3, result.OutputLines.Length);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task Top_JsonOnce_IsOneLineWithNumbers()
    {
        await using var mesh = await CliMesh.StartAsync(catalog: url => CliMesh.Catalog(url).Replace("up-1 }", "up-1, limits: { rpm: 60, concurrency: 4 } }", StringComparison.Ordinal));
        await mesh.RunAsync("chat", "hello");

        var line = Assert.Single((await mesh.RunAsync("top", "--json", "--once")).OutputLines);
        var endpoint = JsonNode.Parse(line)!["endpoints"]![0]!;

        Assert.Equal(mesh.Mesh.GrpcUrl, JsonNode.Parse(line)!["mesh"]!.GetValue<string>());
        Assert.Equal(("m-api", 1, 60.0, "catalogue"), (endpoint["name"]!.GetValue<string>(), endpoint["attempts"]!.GetValue<int>(), endpoint["requestLimit"]!["limit"]!.GetValue<double>(), endpoint["requestLimit"]!["source"]!.GetValue<string>()));
        Assert.InRange(endpoint["streamFirstToken"]!["p95Seconds"]!.GetValue<double>(), 0.0001, 60);
        Assert.NotNull(endpoint["concurrencyLimit"]);
    }

    [Fact]
    public async Task Top_Json_WritesALineEachIntervalUntilTheEnd()
    {
        await using var mesh = await CliMesh.StartAsync();
        using var cancel = new CancellationTokenSource();
        var cli = new Cli();
        var run = cli.RunAsync(["top", "--json", "--interval", "0.1", "--grpc", mesh.Mesh.GrpcUrl], cancel.Token);
        await Wait.UntilAsync(() => cli.Seen.Count(c => c == '\n') >= 3);
        await cancel.CancelAsync();
        var result = await run;

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.True(result.OutputLines.Length >= 3, result.Output);
        Assert.All(result.OutputLines, l => Assert.IsType<JsonObject>(JsonNode.Parse(l)));
    }

    [Fact]
    public async Task Top_MeshGoesAwayAndComesBack_SaysSoAndGoesOn()
    {
        var first = await CliMesh.StartAsync();
        var address = first.Mesh.GrpcUrl;
        using var cancel = new CancellationTokenSource();
        var cli = new Cli();
        var run = cli.RunAsync(["top", "--json", "--interval", "0.1", "--grpc", address], cancel.Token);
        await Wait.UntilAsync(() => cli.Seen.Contains("m-api", StringComparison.Ordinal));
        await first.DisposeAsync();
        await using (await RunningMesh.StartAsync(CliMesh.Catalog("http://127.0.0.1:1/v1").Replace("m-api:", "back-api:", StringComparison.Ordinal), settings => settings.Grpc = address))
        {
            await Wait.UntilAsync(() => cli.Seen.Contains("back-api", StringComparison.Ordinal));
            await cancel.CancelAsync();
        }

        var result = await run;

        Assert.Equal(0, result.Code);
        Assert.Contains("m-api", result.OutputLines[0], StringComparison.Ordinal);
        Assert.Contains("back-api", result.OutputLines[^1], StringComparison.Ordinal);
        Assert.Contains("mesh: the mesh went away", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_OnATerminal_ShowsTheTableUntilItsUserEndsIt()
    {
        await using var mesh = await CliMesh.StartAsync();
        using var cancel = new CancellationTokenSource();
        var cli = new Cli { IsPerson = true };
        var run = cli.RunAsync(["top", "--interval", "0.2", "--grpc", mesh.Mesh.GrpcUrl], cancel.Token);
        await Wait.UntilAsync(() => cli.Seen.Contains("1 endpoints", StringComparison.Ordinal));
        await cancel.CancelAsync();
        var result = await run;

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("m-api", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 endpoints", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_NobodyThere_EndsLikeTheOthers()
    {
        var result = await new Cli { IsPerson = true }.RunAsync("top", "--grpc", "http://127.0.0.1:1");

        Assert.Equal(3, result.Code);
    }

    [Theory]
    [InlineData("--interval", "0")]
    [InlineData("--interval", "61")]
    [InlineData("--interval", "soon")]
    [InlineData("--sort", "colour")]
    public async Task Top_OptionWrong_IsAUsageError(string option, string value) =>
        Assert.Equal(2, (await new Cli().RunAsync("top", option, value)).Code);

    [Theory]
    [InlineData("load", "busy,small,idle")]
    [InlineData("requests", "small,busy,idle")]
    [InlineData("errors", "idle,small,busy")]
    [InlineData("name", "busy,idle,small")]
    public void Order_ByItsKey_PutsMostFirst(string by, string names)
    {
        V1.Endpoint[] endpoints =
        [
            new() { Name = "idle", InFlight = 1, ConcurrencyLimit = 100, ErrorShare = 1 },
            new() { Name = "small", InFlight = 1, ConcurrencyLimit = 4, RequestsPerSecond = 9 },
            new() { Name = "busy", InFlight = 3, ConcurrencyLimit = 4, RequestsPerSecond = 2 },
        ];

        Assert.Equal(names, string.Join(',', TopOrder.Of(endpoints, by).Select(e => e.Name)));
    }

    [Theory]
    [InlineData("closed", "", 0, "closed")]
    [InlineData("open", "unreachable", 11.2, "open (unreachable, 12 s)")]
    [InlineData("suspect", "server-error", 0, "suspect (server-error)")]
    public void State_WithACause_IsToldWithIt(string circuit, string cause, double seconds, string cell) =>
        Assert.Equal(cell, EndpointFigures.State(new V1.Endpoint { Circuit = circuit, Cause = cause, OutSeconds = seconds }));

    [Theory]
    [InlineData(200, 11)]
    [InlineData(100, 8)]
    [InlineData(50, 4)]
    [InlineData(10, 3)]
    public void Columns_InANarrowTerminal_DropTheLeastOfThem(int width, int columns)
    {
        var fitting = TopColumn.Fitting([new V1.Endpoint { Name = "an-endpoint", Model = "a-model", Circuit = "closed", InFlight = 5 }], width);

        Assert.Equal(columns, fitting.Count);
        Assert.Equal(["endpoint", "state", "in flight"], fitting.Where(c => c.Rank == 0).Select(c => c.Column.Header));
    }
}
