using Mesh.Contracts.Catalog;
using Mesh.Providers.Pipeline;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Endpoints;

/// <summary>Asks an endpoint for a sign of life, outside of any request.</summary>
internal sealed partial class EndpointProbing(IEnumerable<IModelProvider> providers, TimeProvider time, ILogger<EndpointProbing> logger)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    /// <summary>One probe; null when this endpoint cannot be probed.</summary>
    public async Task<bool?> ProbeAsync(ServedEndpoint served, CancellationToken cancellationToken)
    {
        if (served.Provider.Kind == ProviderKind.Simulated || providers.FirstOrDefault(p => p.Serves(served.Provider.Kind)) is not { } provider)
        {
            return null;
        }

        using var timeout = new CancellationTokenSource(s_timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await provider.ProbeAsync(new UpstreamTarget(served.Entry, served.Model, served.Provider), linked.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect of one provider must not end the probing: it counts as no answer.
            LogProbeFailed(served.Name, e);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The health probe of endpoint {Endpoint} could not be made")]
    private partial void LogProbeFailed(string endpoint, Exception e);
}
