using System.Diagnostics;
using Grpc.Core;
using Mesh.Cluster.Tests.Processes;
using Mesh.Testing.Proxy;
using MeshSilo.V1;
using Xunit.Abstractions;

namespace Mesh.Cluster.Tests.Chaos;

/// <summary>The Redis fails in every way that one machine can show: stateless callers must not notice.</summary>
[Collection(ClustersCollection.Name)]
[Trait(Lengths.Trait, Lengths.Long)]
public sealed class RedisFaultTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_down = TimeSpan.FromSeconds(60);

    [ProgramFact("redis-server")]
    public async Task Redis_DownForAMinute_HarmsNoStatelessCaller() => await HarmsNobodyAsync(null, async scene =>
    {
        await scene.Cluster.Redis.Process.KillAsync();
        await Task.Delay(s_down);
        await scene.Cluster.Redis.RestartAsync();
    });

    [ProgramFact("redis-server")]
    public async Task Redis_PausedForAMinute_HarmsNoStatelessCaller() => await HarmsNobodyAsync(null, async scene =>
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
            redis => (before = new TcpFaultProxy(redis.Port)).Port,
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
    public async Task Redis_UnreachableForOneSilo_HarmsNoStatelessCaller()
    {
        TcpFaultProxy? before = null;
        await HarmsNobodyAsync(
            redis => (before = new TcpFaultProxy(redis.Port)).Port,
            async _ =>
            {
                before!.Faults = ProxyFaults.Silence;
                await Task.Delay(s_down);
                before.ResetAll();
                before.Faults = ProxyFaults.None;
            });
        await before!.DisposeAsync();
    }

    private async Task HarmsNobodyAsync(Func<RedisProcess, int>? before, Func<VendorCluster, Task> strike)
    {
        await using var scene = await VendorCluster.StartAsync(2, shape => shape with { RedisPort = before });
        await using var callers = scene.Call(20);
        await Task.Delay(s_warm);
        var memory = scene.Cluster.Silos.Sum(s => s.Process.ResidentBytes);

        var watch = new StoreWatch(scene.Cluster.Edges[0]);
        var struck = Stopwatch.GetTimestamp();
        await strike(scene);
        var mended = Stopwatch.GetTimestamp();
        var back = await watch.WorksAgainAsync(mended);

        var all = await callers.EndAsync();
        var grown = (scene.Cluster.Silos.Sum(s => s.Process.ResidentBytes) - memory) / scene.Cluster.Edges.Count;
        output.WriteLine($"{all}\ncalls to a grain's state failed {await watch.EndAsync()} times, the longest took {watch.Longest.TotalSeconds:0.0} s, and went well again {back.TotalSeconds:0.0} s after the end; memory of a silo grew by {grown / 1e6:0} MB");
        Assert.Empty(all.Failed);
        Assert.Equal(0, all.Unsent);
        Assert.NotEmpty(all.Since(struck).Calls);
        Assert.InRange(back, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.InRange(watch.Longest, TimeSpan.Zero, TimeSpan.FromSeconds(35));
        Assert.InRange(grown, long.MinValue, 50_000_000);
        Assert.All(scene.Cluster.Silos, s => Assert.False(s.Process.HasEnded, s.Process.Output));
    }

    /// <summary>Asks a grain for its state, which lies in the Redis, without end.</summary>
    private sealed class StoreWatch
    {
        private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(500);
        private readonly CancellationTokenSource _end = new();
        private readonly SiloProcess _silo;
        private readonly Task _watching;
        private int _failed;
        private long _lastGood;

        public StoreWatch(SiloProcess silo)
        {
            _silo = silo;
            _watching = WatchAsync();
        }

        public TimeSpan Longest { get; private set; }

        public async Task<TimeSpan> WorksAgainAsync(long since)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (Volatile.Read(ref _lastGood) < since)
            {
                await Task.Delay(50, patience.Token);
            }

            return Stopwatch.GetElapsedTime(since, _lastGood);
        }

        public async Task<int> EndAsync()
        {
            await _end.CancelAsync();
            await _watching;
            return _failed;
        }

        private async Task WatchAsync()
        {
            for (var number = 1L; !_end.IsCancellationRequested;)
            {
                var began = Stopwatch.GetTimestamp();
                try
                {
                    // Each one is a new revision: only the last 50 are kept.
                    var result = await _silo.Admin.RollBackCatalogAsync(new RollBackCatalogRequest { Number = number }, deadline: DateTime.UtcNow + TimeSpan.FromSeconds(60));
                    (number, _lastGood) = (result.Revision.Number, began);
                }
                catch (RpcException)
                {
                    _failed++;
                }

                Longest = Stopwatch.GetElapsedTime(began) is var time && time > Longest ? time : Longest;
                await Task.Delay(s_between, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
