using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Calls;
using Mesh.Testing.Proxy;

namespace Mesh.Cluster.Tests;

/// <summary>Traces go to somebody who accepts them and never answers.</summary>
[Collection(Chaos.WholeMachine.Name)]
public sealed class TelemetrySinkTests : IDisposable
{
    private const int Calls = 200;
    private const int MostCalls = 50_000;
    private const string Body = """{"model":"m","messages":[{"role":"user","content":"hello"}]}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Traces_ToASinkThatSaysNothing_CostCallersNothing()
    {
        await using var vendor = await EngineProcess.StartAsync(null, "--tokens", "3");
        await File.WriteAllTextAsync(_folder.File("catalog.yaml"), $$"""
            providers:
              vendor: { kind: openai-compatible, baseUrl: "{{vendor.Root}}/v1" }
            models:
              m: { price: { in: 1, out: 2 } }
            endpoints:
              m-api: { provider: vendor, model: m }
            """);
        await using var sink = new TcpFaultProxy(9) { Faults = ProxyFaults.Silence };
        await using var mesh = await MeshProcess.StartAsync(_folder.Path, "--catalog", "catalog.yaml", "--otlp", $"http://127.0.0.1:{sink.Port}");
        await using var stall = new MachineStall();
        var calls = new List<SentCall>();

        // Traces leave in batches, every few seconds.
        for (var after = 0; after < Calls && calls.Count < MostCalls; after += sink.Connections > 0 ? 1 : 0)
        {
            calls.Add(await CallAsync(mesh));
        }

        var all = new CallFigures(calls);
        Assert.True(sink.Connections > 0, "no trace was sent");
        Assert.Empty(all.Failed);
        Assert.InRange(all.Time(0.99), TimeSpan.Zero, TimeSpan.FromSeconds(3) + stall.Longest);
    }

    private static async Task<SentCall> CallAsync(MeshProcess mesh) => new("mesh", await ChatCall.MakeAsync(mesh.Http, Body, null, CancellationToken.None));
}
