using Mesh.Contracts.Chat;
using Mesh.Grains.Catalog;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Telemetry;

/// <summary>Gives each attempt its span. Attempts that nobody records pass through untouched, so that a frame costs nothing here.</summary>
internal sealed class TracedEndpointCaller(IEndpointCaller inner, CatalogView views) : IEndpointCaller
{
    public async Task<IEndpointAttempt> BeginAsync(string endpoint, ChatTask task, CancellationToken cancellationToken)
    {
        var span = MeshTraces.Attempt(Operations.Chat, views.Current.Endpoints.GetValueOrDefault(endpoint));
        try
        {
            var attempt = await inner.BeginAsync(endpoint, task, cancellationToken);
            return span is null ? attempt : new TracedAttempt(attempt, span);
        }
        catch (Exception e)
        {
            MeshTraces.Failed(span, e);
            span?.Dispose();
            throw;
        }
    }
}
