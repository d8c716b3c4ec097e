using Mesh.Contracts.Chat;
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

/// <summary>Takes a request from the door through plan and endpoint, under one deadline, one cancellation and one trace.</summary>
public sealed class TurnRunner(MeshRouter router, SingleStrategy strategy, FailoverLoop loop, EndpointCaller endpoints, CatalogView views, MeshInstruments instruments, TimeProvider time)
{
    /// <summary>Begins an answer; returns when its first content frame is here.</summary>
    /// <param name="task">The chat.</param>
    /// <param name="cancellationToken">The caller's going away.</param>
    /// <param name="timeout">The caller's own deadline; the route's holds where it is shorter.</param>
    /// <exception cref="MeshException">Any error before that frame.</exception>
    public async Task<Turn> BeginAsync(ChatTask task, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        var began = time.GetTimestamp();
        var decision = Decide(Operations.Chat, task.Query, began);
        var deadline = new TurnDeadline(decision, timeout, began, time, cancellationToken);
        try
        {
            // The endpoint may be taken out of the catalogue before its answer is here; the request is counted all the same.
            var view = views.Current;
            var answer = await strategy.AnswerAsync(decision, task, deadline.Token);
            instruments.FailedOver(decision, answer.FallbackFrom);
            return new Turn(answer, view, deadline, instruments);
        }
        catch (Exception e)
        {
            using (deadline)
            {
                Rejected(Operations.Chat, decision, deadline, e);
            }

            throw;
        }
    }

    /// <summary>Turns texts into vectors, with failover.</summary>
    /// <param name="task">The texts.</param>
    /// <param name="cancellationToken">The caller's going away.</param>
    /// <param name="timeout">The caller's own deadline; the route's holds where it is shorter.</param>
    /// <exception cref="MeshException">Nobody answered.</exception>
    public async Task<EmbeddingOutcome> EmbedAsync(EmbeddingTask task, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        var began = time.GetTimestamp();
        var decision = Decide(Operations.Embeddings, task.Query, began);
        using var deadline = new TurnDeadline(decision, timeout, began, time, cancellationToken);
        try
        {
            var ((answer, account, endpoint), failed) = await loop.AskAsync(decision, e => AttemptAsync(e, task, deadline.Token), deadline.Token);
            instruments.FailedOver(decision, failed);
            instruments.Ended(Operations.Embeddings, decision, endpoint, deadline.Elapsed);
            return new EmbeddingOutcome(decision, answer, account, endpoint, failed);
        }
        catch (Exception e)
        {
            Rejected(Operations.Embeddings, decision, deadline, e);
            throw;
        }
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

    // Counts it; what ended because its time was over becomes the error that says so.
    private void Rejected(string operation, RouteDecision decision, TurnDeadline deadline, Exception e)
    {
        instruments.Rejected(operation, decision.Route, ErrorTypes.Of(e, deadline.CallerGone), deadline.Elapsed);
        if (e is OperationCanceledException && deadline.Passed)
        {
            throw deadline.Exceeded(decision);
        }
    }

    private RouteDecision Decide(string operation, RouteQuery query, long began)
    {
        using var span = MeshTraces.Decision();
        try
        {
            var decision = router.Decide(query);
            MeshTraces.Decided(span, decision);
            return decision;
        }
        catch (MeshException e)
        {
            MeshTraces.Failed(span, e);
            instruments.Rejected(operation, MeshInstruments.Unknown, ErrorTypes.Of(e, callerGone: false), time.GetElapsedTime(began));
            throw;
        }
    }
}
