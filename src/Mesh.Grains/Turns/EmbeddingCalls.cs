using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Turns;

/// <summary>Has texts turned into vectors: admitted, with failover, and kept in a record.</summary>
public sealed class EmbeddingCalls(MeshRouter router, DecidedRequests records, FailoverLoop loop, EndpointCaller endpoints, CatalogView views, AdmittedCalls admitted, MeshInstruments instruments, TimeProvider time)
{
    /// <summary>As a part of a request that is counted as under way already, under its end.</summary>
    /// <param name="task">The texts.</param>
    /// <param name="expires">When the request's time is over, as a timestamp.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="MeshException">Nobody answered.</exception>
    public async Task<EmbeddingOutcome> WithinAsync(EmbeddingTask task, long expires, CancellationToken token)
    {
        var began = time.GetTimestamp();
        task = router.Read(task);
        var decision = records.Decide(Operations.Embeddings, task.Query, began);
        try
        {
            return await RunAsync(decision, task, expires, began, token);
        }
        catch (Exception e)
        {
            records.Ended(Operations.Embeddings, decision, task.Query, e, time.GetElapsedTime(began), callerGone: true);
            throw;
        }
    }

    /// <summary>By a decision that was made.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="task">The texts.</param>
    /// <param name="expires">When its time is over, as a timestamp.</param>
    /// <param name="began">When it began, as a timestamp.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="MeshException">Nobody answered.</exception>
    public async Task<EmbeddingOutcome> RunAsync(RouteDecision decision, EmbeddingTask task, long expires, long began, CancellationToken token)
    {
        var outcome = await admitted.RunAsync(decision, task.Query, expires, d => AskAsync(d, Classed(task, d), token), token);
        var (took, model, endpoint) = (time.GetElapsedTime(began), outcome.Endpoint.Model.Name, outcome.Endpoint.Name);
        instruments.FailedOver(outcome.Decision, outcome.FallbackFrom);
        var served = router.Served(outcome.Decision, task.Query, model, endpoint);
        router.Ended(outcome.Decision, served, model, endpoint, Outcomes.Of(outcome, took));
        instruments.Ended(Operations.Embeddings, outcome.Decision, outcome.Endpoint, took);
        return outcome;
    }

    private static EmbeddingTask Classed(EmbeddingTask task, RouteDecision decision) =>
        AdmittedCalls.Inherits(task.Query, decision) ? new EmbeddingTask { Native = task.Native, Query = task.Query with { Class = decision.Class } } : task;

    private async Task<EmbeddingOutcome> AskAsync(RouteDecision decision, EmbeddingTask task, CancellationToken cancellationToken)
    {
        var ((answer, account, endpoint), failed) = await loop.AskAsync(decision, e => AttemptAsync(e, task, cancellationToken), cancellationToken);
        return new EmbeddingOutcome(decision, answer, account, endpoint, failed);
    }

    private async Task<(EmbeddingAnswer Answer, AttemptAccount Account, Routing.Snapshots.ServedEndpoint Endpoint)> AttemptAsync(string endpoint, EmbeddingTask task, CancellationToken cancellationToken)
    {
        using var span = MeshTraces.Attempt(Operations.Embeddings, views.Current.Endpoints.GetValueOrDefault(endpoint));
        try
        {
            var done = await endpoints.EmbedAsync(endpoint, task, cancellationToken);
            if (span is not null)
            {
                MeshTraces.Took(span, done.Account);
            }

            return done;
        }
        catch (Exception e)
        {
            MeshTraces.Failed(span, e);
            throw;
        }
    }
}
