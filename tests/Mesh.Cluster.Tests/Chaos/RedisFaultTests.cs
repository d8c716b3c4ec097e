using System.Diagnostics;
using Mesh.Cluster.Tests.Callers;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Proxy;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>The Redis fails in every way that one machine can show: stateless callers must not notice.</summary>
[Collection(WholeMachine.Name)]
[Trait(Lengths.Trait, Lengths.Long)]
public sealed class RedisFaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_down = TimeSpan.FromSeconds(60);

    [ProgramFact("redis-server")]
    public async Task Redis_PausedForAMinute_HarmsNoStatelessCaller() => await HarmsNobodyAsync(shape => shape, async scene =>
    {
        await scene.Cluster.Redis.Process.PauseAsync();
        await Task.Delay(s_down);
        await scene.Cluster.Redis.Process.ContinueAsync();
    });

    [ProgramFact("redis-server")]
    public async Task Redis_SlowByASecond_HarmsNoStatelessCallerAndGrowsNoMemory()
    {
        TcpFaultProxy? before = null;
        await HarmsNobodyAsync(
            shape => shape with { RedisPort = redis => (before = new TcpFaultProxy(redis.Port)).Port },
            async _ =>
            {
                var slow = new FlowFaults { Delay = TimeSpan.FromMilliseconds(400), Jitter = TimeSpan.FromMilliseconds(200) };
                before!.Faults = new ProxyFaults { ToServer = slow, ToClient = slow };
                await Task.Delay(s_down);
                before.Faults = ProxyFaults.None;
            });
        await before!.DisposeAsync();
    }

    [ProgramFact("redis-server")]
    public async Task Redis_SilentForAMinute_HarmsNoStatelessCaller()
    {
        TcpFaultProxy? before = null;
        await HarmsNobodyAsync(
            shape => shape with { RedisPort = redis => (before = new TcpFaultProxy(redis.Port)).Port },
            async _ =>
            {
                before!.Faults = ProxyFaults.Silence;
                await Task.Delay(s_down);
                before.ResetAll();
                before.Faults = ProxyFaults.None;
            });
        await before!.DisposeAsync();
    }

    [ProgramFact("redis-server")]
    public async Task Redis_AtItsMemoryLimit_HarmsNoStatelessCaller() => await HarmsNobodyAsync(shape => shape, async scene =>
    {
        await scene.Cluster.Redis.CommandAsync("CONFIG", "SET", "maxmemory", "1");
        await Task.Delay(s_down);
        await scene.Cluster.Redis.CommandAsync("CONFIG", "SET", "maxmemory", "0");
    });

    // With appendfsync always Redis ends itself rather than acknowledge what it cannot keep.
    [RootFact]
    public async Task Redis_DiskFull_HarmsNoStatelessCaller()
    {
        using var disk = SmallDisk.Make(8) ?? throw new InvalidOperationException("a tmpfs could not be mounted");
        await HarmsNobodyAsync(shape => shape with { RedisFolder = disk.Path }, async scene =>
        {
            var redis = scene.Cluster.Redis;
            using var patience = new CancellationTokenSource(s_down);
            while (!redis.Process.HasEnded)
            {
                await redis.CommandAsync("SET", $"filler:{Guid.NewGuid():N}", new string('x', 100_000));
                patience.Token.ThrowIfCancellationRequested();
            }

            await Task.Delay(s_warm);
            disk.Resize(64);
            await redis.RestartAsync();
        });
    }

    private async Task HarmsNobodyAsync(Func<ClusterShape, ClusterShape> shape, Func<VendorCluster, Task> strike)
    {
        await using var scene = await VendorCluster.StartAsync(2, shape);
        await using var callers = scene.Call(20);
        await Task.Delay(s_warm);
        var memory = scene.Cluster.Silos.Sum(s => s.Process.ResidentBytes);

        await using var watch = new StoreWatch(scene.Cluster.Edges[0]);
        var struck = Stopwatch.GetTimestamp();
        await strike(scene);
        var mended = Stopwatch.GetTimestamp();
        var back = await watch.WorksAgainAsync(mended);

        var all = await callers.EndAsync();
        var grown = (scene.Cluster.Silos.Sum(s => s.Process.ResidentBytes) - memory) / scene.Cluster.Edges.Count;
        output.WriteLine($"{all}\ncalls to a grain's state failed {watch.Failed} times, the longest took {watch.Longest.TotalSeconds:0.0} s, and went well again {back.TotalSeconds:0.0} s after the end; memory of a silo grew by {grown / 1e6:0} MB");
        Assert.Empty(all.Failed);
        Assert.Equal(0, all.Unsent);
        Assert.NotEmpty(all.Since(struck).Calls);
        Assert.InRange(back, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(watch.Longest, TimeSpan.Zero, TimeSpan.FromSeconds(35));
        Assert.InRange(grown, long.MinValue, 50_000_000);
        Assert.All(scene.Cluster.Silos, s => Assert.False(s.Process.HasEnded, s.Process.Output));
    }
}
