using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Draining;
using Mesh.Grains.Fabric;
using Mesh.Load;
using Microsoft.Extensions.DependencyInjection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

/// <summary>The silos of a cluster at the admin door, as the silo that is asked knows them.</summary>
public sealed class SiloListTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_started = new(2026, 11, 26, 10, 30, 0, TimeSpan.Zero);
    private RunningMesh _mesh = null!;
    private GrpcChannel _channel = null!;
    private long _sequence;

    private V1.AdminService.AdminServiceClient Admin => new(_channel);

    public async Task InitializeAsync()
    {
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog("http://127.0.0.1:9/v1"), settings => settings.Node = "here");
        _channel = GrpcChannel.ForAddress(_mesh.AdminUrl, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(new HttpClientHandler()), HttpVersion = HttpVersion.Version11 });
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _mesh.DisposeAsync();
    }

    [Fact]
    public async Task List_OfOneAlone_IsItselfWithTheRevisionThatItRuns()
    {
        var silo = Assert.Single((await Admin.ListSilosAsync(new V1.ListSilosRequest())).Silos);

        Assert.Equal((true, "here", false, 0, 0.0), (silo.Asked, silo.Node, silo.Draining, silo.InFlight, silo.AgeSeconds));
        Assert.Equal(["edge"], silo.Roles);
        Assert.Equal((await Admin.ListRevisionsAsync(new V1.ListRevisionsRequest())).Revisions.Max(r => r.Number), silo.Revision);
        Assert.InRange(DateTime.UtcNow - silo.StartTime.ToDateTime(), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.Empty(silo.Engines);
    }

    [Fact]
    public async Task List_WithAWorker_HasWhatItToldOfItselfAndItsEngines()
    {
        // Again where the machine stood still: a silo that is not heard of for three seconds is out.
        V1.Silo[] heard = [];
        await Waiting.UntilAsync(async () =>
        {
            Hear("worker-1", SiloRole.Worker, engines:
            [
                new EngineReport
                {
                    Node = "gpu-1", Engine = "vllm-8000", Kind = "vllm", State = EngineState.Ready, Models = [new EngineModel("a"), new EngineModel("b")], Concurrency = 16, Running = 3, Waiting = 2, CacheUse = 0.25,
                    PrefillTokensPerSecond = 8000, Accelerator = "2 x NVIDIA H100 80GB", InFlight = 5,
                },
                new EngineReport { Node = "gpu-1", Engine = "plain-9000", State = EngineState.Gone, Reason = "does not answer" },
            ]);
            heard = [.. (await Admin.ListSilosAsync(new V1.ListSilosRequest())).Silos.Where(s => s.Name == "worker-1")];
            return heard is [{ AgeSeconds: < 1 } fresh] && fresh.Engines.Any(e => e.State == "ready");
        });

        var worker = Assert.Single(heard);
        Assert.Equal((false, "gpu-1", 7L, true, 4), (worker.Asked, worker.Node, worker.Revision, worker.Draining, worker.InFlight));
        Assert.Equal(["worker"], worker.Roles);
        Assert.Equal(s_started, worker.StartTime.ToDateTimeOffset());
        Assert.InRange(worker.AgeSeconds, 0, FabricTable.OutAfter.TotalSeconds);
        var (plain, vllm) = (worker.Engines[0], worker.Engines[1]);
        Assert.Equal(("vllm-8000", "vllm", "ready", "", 16, 3, 2), (vllm.Name, vllm.Kind, vllm.State, vllm.Reason, vllm.Concurrency, vllm.Running, vllm.Waiting));
        Assert.Equal((0.25, 8000.0, "2 x NVIDIA H100 80GB", 5), (vllm.CacheUse, vllm.PrefillTokensPerSecond, vllm.Accelerator, vllm.InFlight));
        Assert.Equal(["a", "b"], vllm.Models);
        Assert.Equal(("plain-9000", "", "gone", "does not answer", ""), (plain.Name, plain.Kind, plain.State, plain.Reason, plain.Accelerator));
        Assert.False(plain.HasConcurrency || plain.HasRunning || plain.HasWaiting || plain.HasCacheUse || plain.HasPrefillTokensPerSecond);
    }

    [Fact]
    public async Task List_PageByPage_GivesEachOnceByName()
    {
        // Again where the machine stood still: silos that are not heard of for three seconds are out.
        var names = new List<string>();
        for (var tries = 0; names.Count < 5 && tries < 10; tries++)
        {
            names.Clear();
            var token = "";
            do
            {
                for (var i = 0; i < 5; i++)
                {
                    Hear($"b-{i}", SiloRole.Edge);
                }

                var page = await Admin.ListSilosAsync(new V1.ListSilosRequest { PageSize = 4, PageToken = token });
                Assert.InRange(page.Silos.Count, 1, 4);
                names.AddRange(page.Silos.Where(s => !s.Asked).Select(s => s.Name));
                token = page.NextPageToken;
            }
            while (token.Length > 0);
        }

        Assert.Equal(["b-0", "b-1", "b-2", "b-3", "b-4"], names);
    }

    [Theory]
    [InlineData(-1, "", "page_size")]
    [InlineData(0, "nonsense", "page_token")]
    public async Task List_FieldWrong_IsRefusedByName(int size, string token, string field)
    {
        var fault = await GrpcCaller.FaultAsync(Admin.ListSilosAsync(new V1.ListSilosRequest { PageSize = size, PageToken = token }));

        Assert.Equal((StatusCode.InvalidArgument, field), (fault.StatusCode, GrpcCaller.Field(fault)));
    }

    [Fact]
    public async Task Watch_ShowsASiloThatComesAndOneThatIsNoLongerHeardOf()
    {
        using var call = Admin.WatchSilos(new V1.WatchSilosRequest { IntervalMs = 100 });
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Single(call.ResponseStream.Current.Silos);


        // Again and again, as the fabric does: a silo that is not heard of for three seconds is out.
        await UntilAsync(call, silos =>
        {
            Hear("edge-2", SiloRole.Edge);
            return silos.Any(s => s.Name == "edge-2");
        });
        await UntilAsync(call, silos => silos.All(s => s.Name != "edge-2"));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(60_001)]
    [InlineData(-1)]
    public async Task Watch_IntervalOutOfBounds_IsRefusedByName(int interval)
    {
        using var call = Admin.WatchSilos(new V1.WatchSilosRequest { IntervalMs = interval });

        var fault = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());

        Assert.Equal((StatusCode.InvalidArgument, "interval_ms"), (fault.StatusCode, GrpcCaller.Field(fault)));
    }

    // It never ends by itself, and would hold the silo up.
    [Fact]
    public async Task Watch_OfASiloThatLeaves_EndsAndSaysSo()
    {
        using var call = Admin.WatchSilos(new V1.WatchSilosRequest { IntervalMs = 60_000 });
        Assert.True(await call.ResponseStream.MoveNext());

        _mesh.Services.GetRequiredService<SiloState>().MoveTo(SiloPhase.Notice);

        var fault = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.Unavailable, "DRAINING"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
    }

    private static async Task UntilAsync(AsyncServerStreamingCall<V1.WatchSilosResponse> call, Func<IEnumerable<V1.Silo>, bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        do
        {
            Assert.True(await call.ResponseStream.MoveNext(patience.Token));
        }
        while (!holds(call.ResponseStream.Current.Silos));
    }

    // What the fabric would bring.
    private void Hear(string name, SiloRole role, params EngineReport[] engines) => _mesh.Services.GetRequiredService<FabricTable>().Take(
        new FabricBatch
        {
            Silo = $"127.0.0.1:11111@{name}",
            Sequence = ++_sequence,
            IsWhole = true,
            Self = new SiloReport { Name = name, Role = role, Node = role == SiloRole.Worker ? "gpu-1" : name, Revision = 7, IsDraining = role == SiloRole.Worker, InFlight = 4, StartedAt = s_started },
            Engines = [.. engines],
        },
        generation: 1);
}
