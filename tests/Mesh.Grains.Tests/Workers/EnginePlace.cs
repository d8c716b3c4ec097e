using Mesh.Contracts.Cluster;
using Mesh.Grains.Draining;
using Mesh.Grains.Hosting;
using Mesh.Grains.Workers;
using Mesh.Grains.Workers.Kinds;
using Mesh.Grains.Workers.Measuring;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Workers;

/// <summary>One place that is looked at, over real sockets and by a clock that only tests move.</summary>
internal sealed class EnginePlace : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private readonly EngineClient _client = new();

    public EnginePlace(string root, IReadOnlyList<EngineKind>? kinds = null)
    {
        Node = new WorkerNode(Options.Create(new MeshSiloOptions { Node = "gpu-1", Relay = "https://10.0.0.7:8093" }), Silo, Gates);
        var address = Assert.Single(EngineAddresses.Of([root]));
        Connection = new EngineConnection(address.Root, _client, Time);
        var speed = new EngineSpeed(new SpeedMeasure(new Random(1).NextDouble, Time), new MeasuredSpeeds(), Time);
        Engine = new WatchedEngine(address, Connection, kinds ?? EngineKinds.All, Node, speed, Time, NullLogger<WatchedEngine>.Instance);
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public SiloState Silo { get; } = new();

    public WorkerNode Node { get; }

    public EngineConnection Connection { get; }

    public WatchedEngine Engine { get; }

    public EngineGates Gates { get; } = new();

    public EngineReport? Report => Engine.Last?.Report;

    public EngineState? State => Report?.State;

    /// <summary>Looks once.</summary>
    public Task LookAsync() => Engine.LookAsync(CancellationToken.None);

    /// <summary>Looks as the watch does for a time of the clock.</summary>
    public async Task LookForAsync(double seconds)
    {
        for (var i = 0; i < seconds * 10; i++)
        {
            Time.Advance(WatchedEngine.GaugePause);

            // A look that waits for the clock would wait for ever.
            await LookAsync().WaitAsync(s_patience);
        }
    }

    /// <summary>Looks once while the other side says nothing: the clock goes on until the look has given up.</summary>
    public async Task LookInVainAsync()
    {
        var looking = LookAsync();
        while (!looking.IsCompleted)
        {
            await Task.WhenAny(looking, Task.Delay(20));
            Time.Advance(TimeSpan.FromMilliseconds(250));
        }

        await looking;
    }

    public void Dispose()
    {
        _client.Dispose();
        Silo.Dispose();
    }
}
