using Mesh.Grains.Redis;
using Mesh.Grains.Telemetry;
using Mesh.Trust;
using Mesh.Trust.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Mesh.Grains.Hosting;

/// <summary>Puts a silo's connections behind the cluster's trust.</summary>
public static class ClusterTrustExtensions
{
    /// <summary>Silos and clients that are not of the cluster are cut off, and none is spoken to; the trust is given to other parts as a service.</summary>
    public static ISiloBuilder UseClusterTrust(this ISiloBuilder builder, Func<IServiceProvider, ClusterTrust> trust)
    {
        builder.Services.AddSingleton(trust);
        builder.Services.AddSingleton<StoreFreeze>().AddHostedService<ClusterGauges>();
        builder.Services.AddOptions<SiloConnectionOptions>().Configure<ClusterTrust, TimeProvider, ILogger<ClusterTrust>>((options, known, time, logger) =>
        {
            options.ConfigureSiloInboundConnection(connection => connection.UseTrustAsServer(known, time, logger));
            options.ConfigureSiloOutboundConnection(connection => connection.UseTrustAsClient(known, time));
            options.ConfigureGatewayInboundConnection(connection => connection.UseTrustAsServer(known, time, logger));
        });
        return builder;
    }
}
