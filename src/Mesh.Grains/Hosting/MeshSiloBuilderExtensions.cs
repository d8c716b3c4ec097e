using System.Net;
using Mesh.Catalog.Discovery;
using Mesh.Contracts.Cluster;
using Mesh.Grains.Access;
using Mesh.Grains.Admission;
using Mesh.Grains.Caching;
using Mesh.Grains.Catalog;
using Mesh.Grains.Conversations;
using Mesh.Grains.Draining;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Fabric;
using Mesh.Grains.Learning;
using Mesh.Grains.Placement;
using Mesh.Grains.Plans;
using Mesh.Grains.Quality;
using Mesh.Grains.Router;
using Mesh.Grains.Spending;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Turns;
using Mesh.Grains.Workers;
using Mesh.Grains.Workers.Accelerators;
using Mesh.Providers.Egress;
using Mesh.Providers.Egress.Fetching;
using Mesh.Providers.OpenAI;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Providers.Pipeline;
using Mesh.Providers.Simulated;
using Mesh.Providers.Usage;
using Mesh.Routing.Quality;
using Mesh.Routing.Signals.Tasks;
using Mesh.Routing.Spending;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Hedging;
using Mesh.Strategies.Plans;
using Mesh.Trust;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace Mesh.Grains.Hosting;

/// <summary>Adds the mesh to a silo.</summary>
public static class MeshSiloBuilderExtensions
{
    /// <summary>Adds grains, gates, router, providers and the running view.</summary>
    public static ISiloBuilder AddMesh(this ISiloBuilder builder, Action<MeshSiloOptions> configure)
    {
        var options = new MeshSiloOptions();
        configure(options);
        options.Accelerator ??= options.Role.HasFlag(SiloRole.Worker) ? NvidiaSmi.AskAtStart() : null;
        builder.UseSiloMetadata(MeshMetadata.Of(options));
        builder.Services.Configure(configure);
        builder.Services.AddProviders().AddRequestPath();
        if (options.Role.HasFlag(SiloRole.Worker))
        {
            builder.Services.AddWorker();
        }

        builder.AddFabric();
        builder.Services.AddConversations();
        builder.Services.AddDecisions();
        builder.Services.AddLearning();
        builder.Services.AddSingleton<IEngineProbe, HttpEngineProbe>();
        builder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, CatalogSource>();
        builder.Services.AddHostedService<LeaseRenewal>();
        builder.Services.AddHostedService<PressureWatch>();
        builder.Services.AddHostedService<HealthWatch>();
        builder.Services.AddHostedService<MeshGauges>();
        builder.Services.AddSingleton(services => new ProcessEnd(
            services.GetRequiredService<IHostApplicationLifetime>(), services.GetRequiredService<TimeProvider>(), Environment.Exit));
        builder.Services.AddSingleton<TenantGrains>();
        builder.AddIncomingGrainCallFilter<TenantFilter>();
        return builder;
    }

    private static void AddFabric(this ISiloBuilder builder)
    {
        builder.Services.TryAddSingleton<ILocalEngines, NoLocalEngines>();
        builder.Services.AddSingleton<LiveEngines>().AddSingleton<FabricTable>().AddSingleton<OwnRows>().AddSingleton<EndpointAuthorities>().AddSingleton<FabricEffects>().AddSingleton<ClusterFigures>().AddSingleton<FabricClient>();
        builder.Services.AddGrainService<StatisticsFabric>();
        builder.Services.AddHostedService<FabricGauges>().AddHostedService<LeftOutWatch>();
        builder.Services.AddPlacementFilter<NodeFilterStrategy, NodeFilter>(ServiceLifetime.Transient);
    }

    private static IServiceCollection AddProviders(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Func<double>>(_ => Random.Shared.NextDouble);
        services.TryAddSingleton(provider => ClusterTrust.OfOneProcess(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new UpstreamHttp(provider.GetRequiredService<ClusterTrust>().ForClient));
        services.AddSingleton(provider => new SecretReader(Environment.GetEnvironmentVariable, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new UrlFetcher(Dns.GetHostAddressesAsync, PublicAddresses.Contain, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MediaInliner>().AddSingleton<TokenCounter>().AddSingleton<SilentUpstreams>();
        return services.AddSingleton<IModelProvider, OpenAIProvider>().AddSingleton<IModelProvider, SimulatedProvider>();
    }

    private static IServiceCollection AddRequestPath(this IServiceCollection services) => services
        .AddSingleton<MeshInstruments>()
        .AddSingleton<EndpointGates>()
        .AddSingleton<EngineGates>()
        .AddSingleton<EndpointAlerts>()
        .AddSingleton<EndpointProbing>()
        .AddSingleton<CapabilityMatrix>()
        .AddSingleton<CatalogView>()
        .AddSingleton<RecentDecisions>()
        .AddSingleton<TenantSpend>()
        .AddSingleton<MeshRouter>()
        .AddSingleton(provider => new SiloPressure(provider.GetRequiredService<IOptions<MeshSiloOptions>>().Value.MostRequests))
        .AddSingleton<SiloState>()
        .AddSingleton<AdmissionControl>()
        .AddSingleton<EndpointCaller>()
        .AddSingleton<IEndpointCaller>(provider => new TracedEndpointCaller(provider.GetRequiredService<EndpointCaller>(), provider.GetRequiredService<CatalogView>()))
        .AddSingleton<RetryBudget>()
        .AddSingleton(Loop)
        .AddSingleton<HedgeBudget>()
        .AddSingleton<LateAnswers>()
        .AddSingleton(Hedging)
        .AddSingleton<SingleStrategy>()
        .AddSingleton<AdmittedCalls>()
        .AddSingleton<IModelCalls, PlanCalls>()
        .AddSingleton<PlanWalk>()
        .AddSingleton<RoutePlans>()
        .AddAnswerCache()
        .AddSingleton<TurnRunner>();

    private static void AddDecisions(this IServiceCollection services)
    {
        services.TryAddSingleton<ITaskClassifier, TaskLearning>();
        services.AddSingleton<DecisionNotesClient>();
        services.AddSingleton(provider => new DecisionDesk(
            provider.GetRequiredService<RecentDecisions>(), provider.GetRequiredService<DecisionOutcomes>(), provider.GetRequiredService<CapabilityMatrix>(), provider.GetRequiredService<CatalogView>(),
            provider.GetRequiredService<MeshInstruments>(), provider.GetRequiredService<DecisionNotesClient>(),
            provider.GetRequiredService<IClusterMembershipService>(), provider.GetRequiredService<ILocalSiloDetails>(), provider.GetRequiredService<TimeProvider>()));
        services.AddGrainService<DecisionNotes>();
        services.AddHostedService<QualityExchange>().AddHostedService<SpendExchange>();
    }

    private static void AddLearning(this IServiceCollection services) => services
        .AddSingleton<RunningPredictor>()
        .AddSingleton<RunningScorers>()
        .AddSingleton<PromptRecorder>()
        .AddHostedService(provider => provider.GetRequiredService<PromptRecorder>())
        .AddSingleton<DecisionOutcomes>()
        .AddHostedService<ArtifactWatch>()
        .AddHostedService<ScorerWatch>()
        .AddHostedService<OutcomeRetention>()
        .AddHostedService<PredictorGauges>();

    private static FailoverLoop Loop(IServiceProvider provider)
    {
        var views = provider.GetRequiredService<CatalogView>();
        return new FailoverLoop(
            provider.GetRequiredService<RetryBudget>(),
            provider.GetRequiredService<MeshInstruments>().Retried,
            endpoint => views.Current.Endpoints.GetValueOrDefault(endpoint) is { Admits: true });
    }

    private static Hedge Hedging(IServiceProvider provider) => new(
        provider.GetRequiredService<LateAnswers>().After,
        provider.GetRequiredService<HedgeBudget>(),
        provider.GetRequiredService<MeshInstruments>().Hedged,
        provider.GetRequiredService<TimeProvider>());
}
