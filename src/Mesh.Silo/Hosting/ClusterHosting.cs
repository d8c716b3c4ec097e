using Mesh.Grains.Hosting;
using Mesh.Grains.Redis;
using Mesh.Grains.Storage;
using Mesh.Trust;
using Orleans.Configuration;

namespace Mesh.Silo.Hosting;

/// <summary>Makes the process one of a cluster over Redis, or a cluster of its own with the embedded store.</summary>
internal static class ClusterHosting
{
    /// <summary>Sets addresses, credential, membership and store.</summary>
    public static ISiloBuilder UseMeshCluster(this ISiloBuilder silo, MeshSettings settings)
    {
        var addresses = ClusterAddresses.Of(settings);
        silo.UseClusterTrust(services => ClusterCredential.Open(settings, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ClusterTrust>>()));
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (settings.Cluster, settings.Cluster));
        silo.Configure<SiloOptions>(options => options.SiloName = settings.NodeName);
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = addresses.Silo.Address;
            (endpoints.SiloPort, endpoints.SiloListeningEndpoint) = (addresses.Silo.Port, addresses.Silo);
            (endpoints.GatewayPort, endpoints.GatewayListeningEndpoint) = (addresses.Gateway?.Port ?? 0, addresses.Gateway);
        });
        silo.UseMeshMembership();
        return settings.Redis is { } connection
            ? silo.UseRedisCluster(new RedisClusterOptions(connection, settings.Cluster, Path.Combine(settings.Data, "redis-dataset"), settings.Durability, settings.RedisAdopt))
            // Reminders of one process: what they remind of is asked for anew at each start.
            : silo.UseDevelopmentClustering(addresses.Silo).UseInMemoryReminderService().AddSqliteGrainStorage(settings.Data);
    }

    /// <summary>Looks at what the cluster rests on, before anything is started.</summary>
    /// <exception cref="RedisUnusableException">It must not be used.</exception>
    public static Task LookAtStoreAsync(this WebApplication app) =>
        app.Services.GetService<RedisStart>() is { } redis ? redis.CheckAsync(app.Lifetime.ApplicationStopping) : Task.CompletedTask;
}
