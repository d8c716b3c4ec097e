using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Calls;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>A silo is asked to end while callers ask and listen.</summary>
[Collection(WholeMachine.Name)]
public sealed class TerminatedSiloTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(3);

    // Notice, drain and the last words; the rest is for Orleans to leave in.
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(60);

    [ProgramFact("redis-server")]
    public async Task Edge_TerminatedUnderLoad_FailsNoRequestAndEndsALongerStreamTyped()
    {
        await using var scene = await VendorCluster.StartAsync(2, shape => shape with { Settings = ["--drain-notice", "6", "--drain", "10", "--shutdown", "30"] });
        await using var stall = new MachineStall();
        await using var callers = scene.Call(20);
        var edge = scene.Cluster.Edges[0];
        var longer = ChatCall.MakeAsync(edge.Http, VendorCluster.LongBody, null, CancellationToken.None);
        await Task.Delay(s_warm);

        var asked = Stopwatch.GetTimestamp();
        Assert.Equal(0, await edge.Process.TerminateAsync());
        var ended = Stopwatch.GetElapsedTime(asked);

        var stream = await longer;
        await Task.Delay(s_warm);
        var all = await callers.EndAsync();
        output.WriteLine($"{all}\nthe longer stream: {stream.End} {stream.Error} after {Stopwatch.GetElapsedTime(asked, stream.Ended).TotalSeconds:0.0} s; the process ended after {ended.TotalSeconds:0.0} s");
        Assert.Empty(all.Failed);
        Assert.Equal(0, all.Unsent);
        Assert.Equal((CallEnd.Interrupted, "interrupted/draining"), (stream.End, stream.Error));
        Assert.InRange(ended, TimeSpan.FromSeconds(10), s_most + stall.Longest);
    }
}
