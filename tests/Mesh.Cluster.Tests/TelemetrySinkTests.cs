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
    private const string Body = """{"model":"auto","messages":[{"role":"user","content":"hello"}]}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Traces_ToASinkThatSaysNothing_CostCallersNothing()
    {
        await using var sink = new TcpFaultProxy(9) { Faults = ProxyFaults.Silence };
        await using var mesh = await MeshProcess.StartAsync(_folder.Path, "--otlp", $"http://127.0.0.1:{sink.Port}");
        var calls = new List<SentCall>();

        for (var i = 0; i < Calls; i++)
        {
            calls.Add(new SentCall("mesh", await ChatCall.MakeAsync(mesh.Http, Body, null, CancellationToken.None)));
        }

        var all = new CallFigures(calls);
        Assert.Equal(Calls, all.Whole);
        Assert.True(sink.Connections > 0, "no trace was sent");
        Assert.InRange(all.Time(0.99), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }
}
