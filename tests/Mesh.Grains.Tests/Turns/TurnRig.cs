using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Admission;
using Mesh.Grains.Caching;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Fabric;
using Mesh.Grains.Plans;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Turns;
using Mesh.Grains.Workers;
using Mesh.Providers.Pipeline;
using Mesh.Providers.Usage;
using Mesh.Routing.Spending;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Caching.Semantic;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;

namespace Mesh.Grains.Tests.Turns;

/// <summary>The whole way of a request through one silo, without the silo: an upstream of the test's, a clock and draws that it holds.</summary>
internal sealed class TurnRig : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().AddMetrics().BuildServiceProvider();
    private long _revision;

    /// <param name="time">The clock.</param>
    /// <param name="draw">Numbers from 0 to 1.</param>
    /// <param name="upstream">Answers for every endpoint.</param>
    /// <param name="mayServe">Whether an endpoint that was left out may be asked by now.</param>
    public TurnRig(FakeTimeProvider time, Func<double> draw, IModelProvider upstream, Func<string, bool>? mayServe = null)
    {
        Time = time;
        Gates = new EndpointGates(time, draw);
        Engines = new LiveEngines(time);
        Views = new CatalogView(Gates, Engines);
        Spend = new TenantSpend(time);
        var instruments = new MeshInstruments(_services.GetRequiredService<IMeterFactory>());
        Router = new MeshRouter(Views, instruments, time, draw, Recent, spend: Spend);
        Admission = new AdmissionControl(Router, Views, Gates, Pressure, instruments, time);
        var caller = new EndpointCaller(Views, Gates, new EngineGates(), [upstream], instruments, new EndpointAlerts(instruments, NullLogger<EndpointAlerts>.Instance), DeafGrains.Make(), time, new TokenCounter(), new SilentUpstreams(), Spend);
        var loop = new FailoverLoop(new RetryBudget(time), _ => { }, mayServe);
        Store = new HybridAnswerStore(1024 * 1024, _services.GetRequiredService<Serializer>(), shared: null, time);
        Shared = new SharedAnswers(time);
        var reuse = new CandidateReuse(Views);
        Semantic = new SemanticAnswers(Questions, Store, reuse, instruments, time);
        var cache = new AnswerCache(Store, Semantic, Shared, reuse, instruments, State, time);
        var (strategy, admitted) = (new SingleStrategy(caller, loop), new AdmittedCalls(Admission));
        var records = new DecidedRequests(Router, instruments, time);
        var embeddings = new EmbeddingCalls(Router, records, loop, caller, Views, admitted, instruments, time);
        var plans = new RoutePlans(new PlanWalk(new PlanCalls(Router, strategy, admitted, Views, instruments, time, parts: new PartCache(cache, embeddings, Router, Views, instruments)), time, draw), instruments, time);
        Turns = new TurnRunner(Router, strategy, plans, records, embeddings, Views, Admission, admitted, Pressure, State, instruments, cache, time);
    }

    public FakeTimeProvider Time { get; }

    public EndpointGates Gates { get; }

    public LiveEngines Engines { get; }

    public CatalogView Views { get; }

    public MeshRouter Router { get; }

    public RecentDecisions Recent { get; } = new();

    public TenantSpend Spend { get; }

    public SiloPressure Pressure { get; } = new(64);

    public SiloState State { get; } = new();

    public AdmissionControl Admission { get; }

    public SharedAnswers Shared { get; }

    public HybridAnswerStore Store { get; }

    public SemanticIndex Questions { get; } = new(1024 * 1024);

    public SemanticAnswers Semantic { get; }

    public TurnRunner Turns { get; }

    /// <summary>The next revision of the catalogue.</summary>
    public void Adopt(CatalogDocument document) => Adopt(document, _revision + 1);

    /// <summary>A revision of the catalogue.</summary>
    public void Adopt(CatalogDocument document, long number) =>
        Views.Adopt(new CatalogRevision { Number = _revision = number, Author = "test", Time = Time.GetUtcNow(), Diff = [], Files = [], Document = document });

    public void Dispose()
    {
        Admission.Dispose();
        Store.Dispose();
        _services.Dispose();
        State.Dispose();
    }
}
