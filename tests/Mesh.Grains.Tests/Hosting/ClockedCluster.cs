using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Hosting;

/// <summary>
/// Silos whose mesh lives by one clock that a test moves, in steps, and only when all that the last step began has come to rest:
/// minutes take seconds, and a machine that is slow makes a run longer and nothing else. Orleans' own parts keep the system's clock.
/// </summary>
internal sealed class ClockedCluster : IAsyncDisposable
{
    /// <summary>How far the clock moves at once; what happens within is taken to happen together.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_breath = TimeSpan.FromMilliseconds(1);
    private readonly CallsUnderWay _calls = new();

    private ClockedCluster(FakeTimeProvider time) => Time = time;

    /// <summary>The mesh's clock.</summary>
    public FakeTimeProvider Time { get; }

    /// <summary>The silos.</summary>
    public MeshCluster Mesh { get; private set; } = null!;

    /// <summary>Starts silos that serve a catalogue.</summary>
    /// <param name="silos">How many.</param>
    /// <param name="catalog">The catalogue's text.</param>
    /// <param name="configure">Adds to each silo; silos start together, so it may run for two of them at a time.</param>
    /// <param name="time">The clock; null for a new one.</param>
    public static async Task<ClockedCluster> StartAsync(short silos, string catalog, Action<ISiloBuilder>? configure = null, FakeTimeProvider? time = null)
    {
        var cluster = new ClockedCluster(time ?? new FakeTimeProvider());
        cluster.Mesh = await cluster.WhileAsync(MeshCluster.StartAsync(silos, catalog, (_, silo) =>
        {
            silo.Services.AddMeshClock(cluster.Time);
            silo.Services.AddSingleton<IOutgoingGrainCallFilter>(cluster._calls);
            configure?.Invoke(silo);
        }));
        return cluster;
    }

    /// <summary>A further silo, once all others know it: that spreads by the system's clock, beside which this one is fast.</summary>
    public async Task<InProcessSiloHandle> JoinAsync()
    {
        var newcomer = await WhileAsync(Mesh.Cluster.StartAdditionalSiloAsync());
        await Wait.UntilAsync(() => Mesh.Silos.All(s => Knows(s, newcomer)), "all silos know the newcomer");
        return newcomer;
    }

    /// <summary>Moves the clock on, and does something after each step.</summary>
    public async Task RunAsync(TimeSpan duration, Action? act = null)
    {
        for (var left = duration; left > TimeSpan.Zero; left -= Step)
        {
            Time.Advance(Step);

            // Who has lost his processor in the middle of his work is not seen at all: the clock is never very much faster than the machine's.
            await Task.Delay(s_breath);
            await RestAsync();
            act?.Invoke();
            await RestAsync();
        }
    }

    /// <summary>Moves the clock on until something holds; gives the time that took by this clock.</summary>
    public async Task<TimeSpan> UntilAsync(Func<bool> condition, string what, TimeSpan within)
    {
        var took = TimeSpan.Zero;
        for (; !condition(); took += Step)
        {
            Assert.True(took < within, $"not within {within.TotalSeconds} s: {what}");
            await RunAsync(Step);
        }

        return took;
    }

    public async ValueTask DisposeAsync() => await WhileAsync(DisposeMeshAsync());

    private async Task<bool> DisposeMeshAsync()
    {
        await Mesh.DisposeAsync();
        return true;
    }

    // What starts or stops may wait by this clock too; it must not run far ahead meanwhile.
    private async Task<T> WhileAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            Time.Advance(Step);
            await Task.WhenAny(task, Task.Delay(Step));
        }

        return await task;
    }

    private bool Knows(InProcessSiloHandle silo, InProcessSiloHandle other) =>
        Mesh.Service<IClusterMembershipService>(silo).CurrentSnapshot.GetSiloStatus(other.SiloAddress) == SiloStatus.Active;

    // Until no call waits and nothing is queued, seen a few times one after another: a look may fall between the one and the other.
    private async Task RestAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        for (var calm = 0; calm < 3; calm = _calls.Count == 0 && ThreadPool.PendingWorkItemCount == 0 ? calm + 1 : 0)
        {
            await Task.Run(Thread.Yield, patience.Token);
        }
    }
}
