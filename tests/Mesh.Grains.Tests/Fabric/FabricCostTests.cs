using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Grains.Fabric;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Fabric;

public sealed class FabricCostTests(ITestOutputHelper output)
{
    private const int Endpoints = 100;
    private readonly Serializer _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();
    private readonly FakeTimeProvider _time = new();
    private readonly Random _random = new(1);

    [Fact]
    public void Cost_OfEachKindOfRow_IsWhatTheSerializerMakesOfIt()
    {
        var empty = Rows.Batch(100_000, "10.20.30.40:11111@123456789");
        output.WriteLine($"empty: {Bytes(empty)} bytes");
        Assert.InRange(FabricCost.Message - Bytes(empty), FabricTrafficTests.Header - 10, FabricTrafficTests.Header + 20);
        Check("load", empty, empty with { Loads = [.. Enumerable.Range(100, Endpoints).Select(i => new GateLoad(i, 50, 20_000, 40_000, 10))] });
        Check("gate", empty, empty with { Gates = [.. Enumerable.Range(100, Endpoints).Select(i => Busy(i))] });
        Check("authority", empty, empty with { Authorities = [.. Enumerable.Range(100, Endpoints).Select(i => new AuthorityReport($"llama-gpu@gpu-{i}", TimeSpan.FromSeconds(7.3), 12, true, TimeSpan.FromSeconds(1.7), 1_764_000_000_000))] });
        Check("engine", empty, empty with { Engines = [Engine(100)] });
        Check("demand", empty, empty with { Demands = [.. Enumerable.Range(0, 10).Select(i => Demand($"model-{i}", 8))] });
        Check("self", empty, empty with { Self = new SiloReport { Name = "mesh-edge-7f9c-1", Role = SiloRole.Edge, Node = "mesh-edge-7f9c-1", Revision = 40, InFlight = 300, StartedAt = _time.GetUtcNow() } });
    }

    /// <summary>Every gate of every silo changes with every look: nothing can be dearer.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(64)]
    public void Fabric_OfSilosThatAreAllBusyEverywhere_StaysUnderAMegabyteASecond(int silos)
    {
        var (bytes, oldest) = Run(silos, changing: Endpoints);
        output.WriteLine($"{silos} silos, {Endpoints} endpoints, all changing: {bytes / 1e6:F3} MB/s a silo, load at most {oldest.TotalMilliseconds:F0} ms old when it is sent");

        Assert.InRange(bytes, 1, 1_000_000);
        Assert.InRange(oldest, TimeSpan.Zero, TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public void Fabric_OfIdleSilos_IsItsSignOfLife()
    {
        var (bytes, _) = Run(8, changing: 0);
        output.WriteLine($"8 silos, idle: {bytes / 1e3:F1} kB/s a silo");

        Assert.InRange(bytes, 7 * 10 * 200, 7 * 10 * 500);
    }

    // A minute of one silo's batches, each weighed by the serializer and sent to every other silo.
    private (double BytesPerSecond, TimeSpan Oldest) Run(int silos, int changing)
    {
        var outbox = new FabricOutbox("10.20.30.40:11111@123456789", _time);
        var gates = Enumerable.Range(0, Endpoints).Select(Busy).ToArray();
        var (bytes, oldest, began) = (0L, TimeSpan.Zero, _time.GetTimestamp());
        while (_time.GetElapsedTime(began) < TimeSpan.FromMinutes(1))
        {
            for (var i = 0; i < changing; i++)
            {
                gates[i] = gates[i] with { InFlight = _random.Next(200), PrefillTokens = _random.Next(100_000), HeldTokens = _random.Next(300_000), Prompts = _random.Next(20), RequestsPerSecond = _random.NextSingle() * 50 };
            }

            var rows = Rows.Of(gates);
            var changes = outbox.Next(rows);
            var whole = outbox.Whole(rows);
            var wholes = Enumerable.Range(0, silos - 1).Count(outbox.IsWhole);
            bytes += (wholes * (Bytes(whole) + FabricTrafficTests.Header)) + ((silos - 1 - wholes) * (Bytes(changes) + FabricTrafficTests.Header));
            var pause = FabricPace.After((wholes * FabricCost.Of(whole)) + ((silos - 1 - wholes) * FabricCost.Of(changes)));
            oldest = !changes.IsWhole && pause > oldest ? pause : oldest;
            _time.Advance(pause);
        }

        return (bytes / _time.GetElapsedTime(began).TotalSeconds, oldest);
    }

    private void Check(string row, FabricBatch empty, FabricBatch full)
    {
        var real = Bytes(full) - Bytes(empty);
        var said = FabricCost.Of(full) - FabricCost.Of(empty);
        output.WriteLine($"{row}: {real} bytes, said to be {said}");
        Assert.InRange((double)said / real, 0.9, 1.6);
    }

    private int Bytes(FabricBatch batch) => _serializer.SerializeToArray(batch).Length;

    private static DemandReport Demand(string model, int tenants) => new()
    {
        Model = model,
        Classes = [1234.5f, 234_567.8f, 34.5f],
        Standings = [1234.5f, 123_456.8f, 34.5f, 120_000.5f],
        Tenants = [1, tenants, 1],
        Largest = [.. Enumerable.Range(0, tenants).Select(i => new TenantDemand(WorkClass.Standard, $"tenant-{i}", 12_345.6f + i))],
    };

    private static GateReport Busy(int i) => new($"llama-gpu@gpu-{i}", 40, 12_345, 12.34f, 5678.9f, 0.01f, 0.345f, 0.0123f, CircuitState.Closed, CircuitCause.None, i);

    private static EngineReport Engine(int i) => new()
    {
        Node = $"gpu-{i}",
        Engine = "vllm-8000",
        Kind = "vllm",
        Epoch = 1_764_000_000_000,
        State = EngineState.Ready,
        Models = [new EngineModel("meta-llama/Llama-3.1-8B-Instruct", 131_072)],
        Relay = $"https://10.20.30.{i}:8093",
        Concurrency = 256,
        CacheTokens = 430_000,
        Waiting = 3,
        Running = 120,
        CacheUse = 0.734,
        PrefillTokensPerSecond = 17_432.5,
        TokenSeconds = 0.0131,
        Accelerator = "2 x NVIDIA H100 80GB HBM3",
        InFlight = 123,
    };
}
