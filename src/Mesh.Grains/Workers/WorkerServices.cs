using Mesh.Grains.Hosting;
using Mesh.Grains.Workers.Accelerators;
using Mesh.Grains.Workers.Kinds;
using Mesh.Grains.Workers.Measuring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mesh.Grains.Workers;

/// <summary>What makes a silo a worker.</summary>
internal static class WorkerServices
{
    /// <summary>Adds the watch over the node's engines.</summary>
    public static IServiceCollection AddWorker(this IServiceCollection services)
    {
        services.AddSingleton<WorkerNode>().AddSingleton<EngineClient>().AddSingleton<MeasuredSpeeds>().AddSingleton<SpeedMeasure>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<NvidiaSmi>(provider, NvidiaSmi.UsualFiles));
        services.AddSingleton(provider => new LocalEngines(
            EngineAddresses.Of(provider.GetRequiredService<IOptions<MeshSiloOptions>>().Value.Engines).Select(a => Watch(provider, a))));
        services.TryAddSingleton<ILocalEngines>(provider => provider.GetRequiredService<LocalEngines>());
        return services.AddHostedService<EngineWatch>().AddHostedService<EngineGauges>();
    }

    private static WatchedEngine Watch(IServiceProvider provider, EngineAddress address)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return new WatchedEngine(
            address,
            new EngineConnection(address.Root, provider.GetRequiredService<EngineClient>(), time),
            EngineKinds.All,
            provider.GetRequiredService<WorkerNode>(),
            new EngineSpeed(provider.GetRequiredService<SpeedMeasure>(), provider.GetRequiredService<MeasuredSpeeds>(), time),
            time,
            provider.GetRequiredService<ILogger<WatchedEngine>>());
    }
}
