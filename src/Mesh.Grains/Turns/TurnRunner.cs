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
public sealed class TurnRunner(MeshRouter router, SingleStrategy strategy, EndpointCaller endpoints, CatalogView views, MeshInstruments instruments, TimeProvider time)
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
            return new Turn(answer, view.Endpoints.GetValueOrDefault(answer.Attempt.Endpoint), deadline, instruments);
        }
        catch (Exception e)
        {
            using (deadline)
            {
                instruments.Rejected(Operations.Chat, decision.Route, ErrorTypes.Of(e, cancellationToken.IsCancellationRequested), deadline.Elapsed);
                if (e is OperationCanceledException && deadline.Passed)
                {
                    throw deadline.Exceeded(decision);
                }
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
            var outcome = await EmbedAsync(decision, task, deadline);
            instruments.FailedOver(decision, outcome.FallbackFrom);
            instruments.Ended(Operations.Embeddings, decision, outcome.Endpoint, deadline.Elapsed);
            return outcome;
        }
        catch (Exception e)
        {
            instruments.Rejected(Operations.Embeddings, decision.Route, ErrorTypes.Of(e, cancellationToken.IsCancellationRequested), deadline.Elapsed);
            throw;
        }
    }

    private async Task<EmbeddingOutcome> EmbedAsync(RouteDecision decision, EmbeddingTask task, TurnDeadline deadline)
    {
        if (decision.Eligible == 0)
        {
            throw Routing.Selection.Router.NoCandidate(decision);
        }

        var failed = new List<string>();
        var reasons = new List<string>();
        while (true)
        {
            var endpoint = decision.Candidates[failed.Count].Endpoint;
            try
            {
                var (answer, account, served) = await AttemptAsync(endpoint, task, deadline.Token);
                return new EmbeddingOutcome(decision, answer, account, served, failed);
            }
            catch (EndpointException e)
            {
                // A transport may report the end of the time as its own fault.
                if (deadline.Passed)
                {
                    throw deadline.Exceeded(decision);
                }

                deadline.Token.ThrowIfCancellationRequested();
                failed.Add(endpoint);
                reasons.Add($"{endpoint}: {e.Error.Reason}");
                if (!e.MayMove || failed.Count >= Math.Min(decision.Eligible, SingleStrategy.MaxAttempts))
                {
                    throw new MeshException(e.Error with { Attempts = [.. reasons] }, e);
                }
            }
            catch (OperationCanceledException) when (deadline.Passed)
            {
                throw deadline.Exceeded(decision);
            }
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
