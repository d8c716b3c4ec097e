using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Mesh.Client.Orleans;

/// <summary>Adds a client of the mesh's cluster to a host.</summary>
public static class MeshOrleansClientExtensions
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    // What silos wait for each other: a call whose silo was lost on the way is answered by nobody, and Orleans alone would wait for 30 s.
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds an <see cref="IClusterClient"/> that waits for the cluster at start; <see cref="MeshGrains"/> extends it. A call waits 10 s for
    /// its answer, unless <paramref name="configure"/> sets another time.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="configure">Says where the cluster is, such as <c>client => client.UseLocalhostClustering()</c>.</param>
    public static IHostApplicationBuilder AddMeshOrleansClient(this IHostApplicationBuilder builder, Action<IClientBuilder> configure) =>
        builder.UseOrleansClient(client => Configure(client, configure));

    /// <inheritdoc cref="AddMeshOrleansClient(IHostApplicationBuilder, Action{IClientBuilder})"/>
    public static IHostBuilder AddMeshOrleansClient(this IHostBuilder builder, Action<IClientBuilder> configure) =>
        builder.UseOrleansClient(client => Configure(client, configure));

    private static void Configure(IClientBuilder client, Action<IClientBuilder> configure)
    {
        client.UseConnectionRetryFilter(RetryAsync);
        client.Services.Configure<ClientMessagingOptions>(messaging => (messaging.ResponseTimeout, messaging.CancelRequestOnTimeout) = (s_answer, true));
        configure(client);
    }

    // A service often starts before the silos do; the host's own stop ends the waiting.
    private static async Task<bool> RetryAsync(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(s_pause, cancellationToken);
        return true;
    }
}
