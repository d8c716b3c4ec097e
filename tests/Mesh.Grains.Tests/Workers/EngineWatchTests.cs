using Mesh.Contracts.Cluster;
using Mesh.Grains.Tests.Hosting;
using Mesh.Grains.Workers;
using Mesh.Grains.Workers.Accelerators;
using Mesh.Grains.Workers.Kinds;
using Mesh.Testing.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Grains.Tests.Workers;

/// <summary>The watch itself: it goes on, whatever one engine does.</summary>
public sealed class EngineWatchTests
{
    [Fact]
    public async Task Watch_OverAnEngineThatBringsTheWorkerIntoTrouble_GoesOnWithAll()
    {
        await using var engine = new FakeEngine(FakeEngineKind.Plain, ["m"]);
        var odd = new OddKind();
        using var first = new EnginePlace(engine.Root, [odd]);
        using var second = new EnginePlace(engine.Root);
        var engines = new LocalEngines([first.Engine, second.Engine]);
        using var watch = new EngineWatch(engines, first.Node, new NvidiaSmi([], first.Time, NullLogger<NvidiaSmi>.Instance), first.Time, NullLogger<EngineWatch>.Instance);

        await watch.StartAsync(CancellationToken.None);
        await Wait.UntilAsync(() => second.State == EngineState.Ready && odd.Looks > 0, "the first look", seconds: 30);
        engine.Kill();
        second.Time.Advance(WatchedEngine.HealthPause);
        await Wait.UntilAsync(
            () =>
            {
                first.Time.Advance(WatchedEngine.GaugePause);
                return second.State == EngineState.Gone && odd.Looks > 5;
            },
            "the watch goes on",
            seconds: 30);
        await watch.StopAsync(CancellationToken.None);

        Assert.Equal([EngineState.Gone], engines.Reports.Select(r => r.State));
        Assert.Equal(second.Engine.Root, engines.RootOf($"ENGINE-{engine.Upstream.Server.Port}"));
        Assert.Null(engines.RootOf("vllm-1"));
    }

    private sealed class OddKind : EngineKind
    {
        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public override string? Preset => null;

        public override Task<EngineFacts?> ReadAsync(EngineConnection engine, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _looks);
            throw new InvalidOperationException("something that nobody thought of");
        }
    }
}
