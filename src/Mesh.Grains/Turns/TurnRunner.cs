using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Grains.Caching;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Plans;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Turns;

/// <summary>Takes a request from the door through plan and endpoint, under one deadline, one cancellation and one trace.</summary>
public sealed class TurnRunner(MeshRouter router, SingleStrategy strategy, RoutePlans plans, DecidedRequests records, EmbeddingCalls embeddings, CatalogView views, AdmissionControl admission, AdmittedCalls admitted, SiloPressure pressure, SiloState state, MeshInstruments instruments, AnswerCache cache, TimeProvider time)
{
    /// <summary>Refuses a request of which nothing has been read yet, when the silo has as many under way as it may or is about to stop.</summary>
    /// <exception cref="MeshException">no_capacity, reason overloaded; unavailable, reason draining.</exception>
    public void EnsureRoom()
    {
        if (!state.TakesWork)
        {
            throw SiloState.Refusal();
        }

        if (pressure.IsFull)
        {
            throw admission.SiloFull(WorkClass.Standard);
        }
    }

    /// <summary>Begins an answer; returns when its first content frame is here.</summary>
    /// <param name="task">The chat.</param>
    /// <param name="cancellationToken">The caller's going away.</param>
    /// <param name="timeout">The caller's own deadline; the route's holds where it is shorter.</param>
    /// <exception cref="MeshException">Any error before that frame.</exception>
    public async Task<Turn> BeginAsync(ChatTask task, CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        var began = time.GetTimestamp();
        task = router.Read(task, timeout);
        var decision = records.Decide(Operations.Chat, task.Query, began);
        var deadline = Begin(Operations.Chat, decision, task.Query, timeout, began, cancellationToken);
        var (ends, expires) = (deadline.Token, deadline.Expires);

        // The endpoint may be taken out of the catalogue before its answer is here; the request is counted all the same.
        var view = views.Current;
        var plan = RequestPlan.Of(view, decision, task);

        // What the models of a plan are shown decides whether its answer is kept.
        task = plan is null ? task : task.Asking(task.Query, new FoundClasses());
        try
        {
            var answer = AnswerCache.RouteOf(view, decision, task) is { } route
                ? await cache.AnswerAsync(new CachedRequest(view, route, decision, task, AskModelAsync, (question, token) => embeddings.WithinAsync(question, expires, token)), ends)
                : await AskModelAsync(decision, ends);
            if (plan is null)
            {
                // The calls of a plan tell of their own.
                instruments.FailedOver(answer.Decision, answer.FallbackFrom);
            }

            var served = router.Served(answer.Decision, task.Query, answer.Attempt.Model, answer.Attempt.Endpoint);
            return new Turn(answer, plan, view, deadline, instruments, router, served, task.Streaming);
        }
        catch (Exception e)
        {
            using (deadline)
            {
                Rejected(Operations.Chat, decision, task.Query, deadline, e, plan);
            }

            throw;
        }

        // An answer that several wait for has the route's time, whatever one of them gives it; the one that asked first may have gone.
        Task<PlanAnswer> AskModelAsync(RouteDecision asked, CancellationToken token)
        {
            var until = token == ends ? expires : began + (long)(asked.Deadline.TotalSeconds * time.TimestampFrequency);
            return plan is not null
                ? plans.AnswerAsync(plan, asked, task, until, token)
                : admitted.RunAsync(asked, task.Query, until, d => strategy.AnswerAsync(d, AdmittedCalls.Classed(task, d), token), token);
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
        task = router.Read(task, timeout);
        var decision = records.Decide(Operations.Embeddings, task.Query, began);
        using var deadline = Begin(Operations.Embeddings, decision, task.Query, timeout, began, cancellationToken);
        try
        {
            return await embeddings.RunAsync(decision, task, deadline.Expires, began, deadline.Token);
        }
        catch (Exception e)
        {
            Rejected(Operations.Embeddings, decision, task.Query, deadline, e);
            throw;
        }
    }

    private TurnDeadline Begin(string operation, RouteDecision decision, RouteQuery query, TimeSpan? timeout, long began, CancellationToken caller)
    {
        if (pressure.TryBegin())
        {
            // Asked once it is counted: the drain waits for it, or it sees the drain.
            if (state.TakesWork)
            {
                return new TurnDeadline(decision, timeout, began, time, pressure, state.Cut, caller);
            }

            pressure.End();
            throw records.Ended(operation, decision, query, SiloState.Refusal(), time.GetElapsedTime(began));
        }

        throw records.Ended(operation, decision, query, admission.SiloFull(query.Class ?? decision.Class), time.GetElapsedTime(began));
    }

    // What ended because its time was over, or the silo's, becomes the error that says so.
    private void Rejected(string operation, RouteDecision decision, RouteQuery query, TurnDeadline deadline, Exception e, RequestPlan? plan = null)
    {
        var told = e is OperationCanceledException ? deadline.Ended(decision) : null;
        var error = records.Ended(operation, decision, query, told ?? e, deadline.Elapsed, deadline.CallerGone, plan);
        if (!ReferenceEquals(error, e))
        {
            throw error;
        }
    }
}
