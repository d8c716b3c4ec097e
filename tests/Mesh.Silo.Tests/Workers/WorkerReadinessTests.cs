using System.Net;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Workers;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Relay;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Workers;

/// <summary>When a platform may take a worker for one that serves: with one engine that is ready, and no sooner.</summary>
public sealed class WorkerReadinessTests : IAsyncLifetime
{
    private readonly TurnedEngines _engines = new();
    private RunningMesh _mesh = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _mesh.DisposeAsync().AsTask();

    [Theory]
    [InlineData(EngineState.Joining)]
    [InlineData(EngineState.Warming)]
    [InlineData(EngineState.Draining)]
    [InlineData(EngineState.Gone)]
    public async Task Worker_WithoutAnEngineThatIsReady_IsNotReadyAndSaysWhy(EngineState state)
    {
        await StartAsync("worker");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no engine is ready yet"), await ReadyAsync());

        _engines.Turn("first", state);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no engine is ready yet"), await ReadyAsync());
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await ToldAtGrpcAsync());
    }

    [Fact]
    public async Task Worker_WithOneOfTwoEnginesReady_IsReadyUntilThatIsGone()
    {
        await StartAsync("worker");
        _engines.Turn("first", EngineState.Gone);
        _engines.Turn("second", EngineState.Ready);
        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync()).Status);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await ToldAtGrpcAsync());

        _engines.Turn("second", EngineState.Gone);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadyAsync()).Status);
    }

    // It has doors of its own, and vendors behind them.
    [Fact]
    public async Task EdgeThatIsAWorkerToo_IsReadyWithoutAnEngine()
    {
        await StartAsync("edge,worker");

        Assert.Equal(HttpStatusCode.OK, (await ReadyAsync()).Status);
    }

    [Fact]
    public async Task Worker_ThatDrains_IsNotReadyWhateverItsEnginesAre()
    {
        await StartAsync("worker");
        _engines.Turn("first", EngineState.Ready);

        _mesh.Services.GetRequiredService<SiloState>().MoveTo(SiloPhase.Notice);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"), await ReadyAsync());
    }

    // Until it lacks no catalogue any more.
    private async Task StartAsync(string role)
    {
        _mesh = await RunningMesh.StartAsync(
            configure: settings =>
            {
                (settings.Role, settings.Node) = (role, TurnedEngines.NodeName);
                RelayWorker.Share(settings);
            },
            services: services => services.AddSingleton<ILocalEngines>(_engines));
        await Waiting.UntilAsync(() => _mesh.Services.GetRequiredService<CatalogView>().Current.Revision > 0);
    }

    private async Task<(HttpStatusCode Status, string Text)> ReadyAsync()
    {
        using var response = await _mesh.Http.GetAsync(new Uri($"{_mesh.AdminUrl}/health/ready"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<HealthCheckResponse.Types.ServingStatus> ToldAtGrpcAsync()
    {
        using var channel = GrpcChannel.ForAddress(_mesh.GrpcUrl);
        return (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = "readiness" })).Status;
    }

    /// <summary>Engines whose states a test turns.</summary>
    private sealed class TurnedEngines : ILocalEngines
    {
        public const string NodeName = "gpu-1";
        private volatile IReadOnlyList<EngineReport> _reports = [];

        public string Node { get; } = NodeName;

        public IReadOnlyList<EngineReport> Reports => _reports;

        public Uri? RootOf(string engine) => new("http://127.0.0.1:9");

        public void Turn(string engine, EngineState state) =>
            _reports = [.. _reports.Where(r => r.Engine != engine), new EngineReport { Node = NodeName, Engine = engine, State = state, Models = [new EngineModel("m")] }];
    }
}
