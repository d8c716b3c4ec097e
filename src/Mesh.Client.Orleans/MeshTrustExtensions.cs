using Mesh.Trust;
using Mesh.Trust.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Mesh.Client.Orleans;

/// <summary>Lets an Orleans client in where silos ask for the cluster's credential, which is everywhere but in tests.</summary>
public static class MeshTrustExtensions
{
    /// <summary>Shows the cluster's credential to gateways, and speaks to no others than the cluster's.</summary>
    /// <param name="client">The client.</param>
    /// <param name="trust">The credential, from the same secret and cluster name or of the same authority as the silos'.</param>
    public static IClientBuilder UseMeshTrust(this IClientBuilder client, ClusterTrust trust)
    {
        client.Services.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(connection => connection.UseTrustAsClient(trust, TimeProvider.System)));
        return client;
    }
}
