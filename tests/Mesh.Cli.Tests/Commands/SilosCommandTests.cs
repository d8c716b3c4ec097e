using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Cli.Commands.Silos;
using Mesh.Cli.Commands.Top;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Tests.Commands;

/// <summary>An operator's view of a cluster: <c>mesh silos</c>, and the silos of <c>mesh top</c>.</summary>
public sealed class SilosCommandTests : IAsyncLifetime
{
    private CliMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CliMesh.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Silos_Table_ShowsEachWithItsStateAndEngines()
    {
        var result = await HearsAsync("silos");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Matches(@"^silo\s+roles\s+node\s+state\s+revision\s+in flight\s+started \(UTC\)\s+engines$", result.OutputLines[0]);
        Assert.Single(result.OutputLines, l => l.Contains("(asked)", StringComparison.Ordinal));
        Assert.Single(result.OutputLines, l => Regex.IsMatch(l, @"^edge-2\s+edge\s+rack-2\s+draining\s+12\s+1,234\s+2026-11-25 12:00:00$"));
        Assert.Single(result.OutputLines, l => Regex.IsMatch(l, @"^worker-1\s+worker\s+gpu-1\s+serving\s+12\s+0\s+2026-11-25 12:00:00\s+plain-9000 joining, vllm-8000 ready \(a, b, c, \.\.\.\)$"));
        Assert.Equal(4, result.OutputLines.Length);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Fact]
    public async Task Silos_Json_HasFiguresAndNullForWhatIsNotKnown()
    {
        var silos = JsonNode.Parse((await HearsAsync("silos", "--output", "json")).Output)!["silos"]!.AsArray();

        var worker = silos.Single(s => s!["name"]!.GetValue<string>() == "worker-1")!;
        Assert.Equal(("serving", false, false, 12), (worker["state"]!.GetValue<string>(), worker["draining"]!.GetValue<bool>(), worker["asked"]!.GetValue<bool>(), worker["revision"]!.GetValue<int>()));
        Assert.InRange(worker["ageSeconds"]!.GetValue<double>(), 0, 3);
        var (plain, vllm) = (worker["engines"]![0]!, worker["engines"]![1]!);
        Assert.Equal(("vllm", "ready", 16, 2, 3), (vllm["kind"]!.GetValue<string>(), vllm["state"]!.GetValue<string>(), vllm["concurrency"]!.GetValue<int>(), vllm["waiting"]!.GetValue<int>(), vllm["inFlight"]!.GetValue<int>()));
        Assert.Equal(["a", "b", "c", "d"], vllm["models"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.Equal(("joining", "asks for a key"), (plain["state"]!.GetValue<string>(), plain["reason"]!.GetValue<string>()));
        Assert.All(["kind", "concurrency", "running", "waiting", "cacheUse", "accelerator"], field => Assert.Null(plain[field]));
        Assert.True(silos.Single(s => s!["asked"]!.GetValue<bool>()) is not null);
    }

    [Fact]
    public async Task Silos_NobodyThere_EndsLikeTheOthers()
    {
        var result = await new Cli { Environment = { ["MESH_ADMIN"] = "http://127.0.0.1:1" } }.RunAsync("silos");

        Assert.Equal((3, ""), (result.Code, result.Output));
    }

    [Theory]
    [InlineData(false, 0.9, "serving")]
    [InlineData(false, 1.1, "silent")]
    [InlineData(true, 2.0, "draining")]
    public void State_IsWhatAnOperatorMustKnowFirst(bool draining, double age, string state) =>
        Assert.Equal(state, SiloFigures.Row(new V1.Silo { Draining = draining, AgeSeconds = age })[3]);

    [Fact]
    public async Task Top_OfACluster_HasATableOfSilosAndCountsThem()
    {
        var result = await HearsAsync("top");

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith($"mesh {_mesh.Mesh.GrpcUrl}: 3 silos, 1 endpoints, ", result.OutputLines[0], StringComparison.Ordinal);
        Assert.Matches(@"^silo\s+roles\s", result.OutputLines[1]);
        Assert.Contains(result.OutputLines, l => l.StartsWith("worker-1 ", StringComparison.Ordinal) && l.Contains("vllm-8000 ready", StringComparison.Ordinal));
        Assert.Matches(@"^endpoint\s+model\s", result.OutputLines[5]);
        Assert.Equal(7, result.OutputLines.Length);
    }

    [Fact]
    public async Task Top_Json_HasTheSilos()
    {
        var view = JsonNode.Parse(Assert.Single((await HearsAsync("top", "--json", "--once")).OutputLines))!;

        Assert.Equal(3, view["silos"]!.AsArray().Count);
        Assert.Contains("edge-2", view["silos"]!.AsArray().Select(s => s!["name"]!.GetValue<string>()));
    }

    // The key of whoever looks may be no admin's.
    [Fact]
    public async Task Top_AdminDoorAway_ShowsTheEndpointsAlone()
    {
        var result = await _mesh.Mesh.HearsAsync(() => new Cli().RunAsync("top", "--grpc", _mesh.Mesh.GrpcUrl, "--admin", "http://127.0.0.1:1"));

        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains(": 1 endpoints, ", result.OutputLines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("worker-1", result.Output, StringComparison.Ordinal);
        Assert.Contains("m-api", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(1, 1, true)]
    [InlineData(2, 0, true)]
    public void View_HasATableOfSilosWhereThereIsACluster(int silos, int engines, bool told)
    {
        V1.Silo[] all = [.. Enumerable.Range(0, silos).Select(i => new V1.Silo { Name = $"silo-{i}", Engines = { Enumerable.Range(0, engines).Select(e => new V1.Engine { Name = $"engine-{e}", State = "ready" }) } })];
        using var output = new SeenText();

        var terminal = new Terminal { In = TextReader.Null, Out = output, Error = TextWriter.Null };
        terminal.Tables().Write(new TopView("here", [], all).On(terminal, null));

        Assert.Equal(told, output.ToString().Contains("silo-0", StringComparison.Ordinal));
    }

    private Task<CliResult> HearsAsync(params string[] args) => _mesh.Mesh.HearsAsync(() => _mesh.RunAsync(args));
}
