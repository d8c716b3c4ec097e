using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Grains.Caching;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Router;
using Mesh.Grains.Telemetry;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Turns;

/// <summary>Takes a request from the door through plan and endpoint, under one deadline, one cancellation and one trace.</summary>
public sealed class TurnRunner(MeshRouter router, SingleStrategy strategy, FailoverLoop loop, EndpointCaller endpoints, CatalogView views, AdmissionControl admission, SiloPressure pressure, SiloState state, MeshInstruments instruments, AnswerCache cache, TimeProvider time)
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
        var decision = Decide(Operations.Chat, task.Query, began);
        var deadline = Begin(Operations.Chat, decision, task.Query, timeout, began, cancellationToken);
        var (ends, expires) = (deadline.Token, deadline.Expires);
        try
        {
            // The endpoint may be taken out of the catalogue before its answer is here; the request is counted all the same.
            var view = views.Current;
            var answer = AnswerCache.RouteOf(view, decision, task) is { } route
                ? await cache.AnswerAsync(view, route, decision, task, AskModelAsync, ends)
                : await AskModelAsync(ends);
            instruments.FailedOver(answer.Decision, answer.FallbackFrom);
            router.Served(answer.Decision, task.Query, answer.Attempt.Model, answer.Attempt.Endpoint);
            return new Turn(answer, view, deadline, instruments, task.Streaming);
        }
        catch (Exception e)
        {
            using (deadline)
            {
                Rejected(Operations.Chat, decision, deadline, e);
            }

            throw;
        }

        // An answer that several wait for has the route's time, whatever one of them gives it; the one that asked first may have gone.
        Task<PlanAnswer> AskModelAsync(CancellationToken token)
        {
            var until = token == ends ? expires : began + (long)(decision.Deadline.TotalSeconds * time.TimestampFrequency);
            return AdmittedAsync(decision, task.Query, until, admitted => strategy.AnswerAsync(admitted, task, token), token);
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
        var decision = Decide(Operations.Embeddings, task.Query, began);
        using var deadline = Begin(Operations.Embeddings, decision, task.Query, timeout, began, cancellationToken);
        try
        {
            var outcome = await AdmittedAsync(decision, task.Query, deadline.Expires, admitted => AskAsync(admitted, task, deadline.Token), deadline.Token);
            instruments.FailedOver(outcome.Decision, outcome.FallbackFrom);
            router.Served(outcome.Decision, task.Query, outcome.Endpoint.Model.Name, outcome.Endpoint.Name);
            instruments.Ended(Operations.Embeddings, outcome.Decision, outcome.Endpoint, deadline.Elapsed);
            return outcome;
        }
        catch (Exception e)
        {
            Rejected(Operations.Embeddings, decision, deadline, e);
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
            instruments.Rejected(operation, decision.Route, MeshErrorStatus.For(MeshErrorCode.Unavailable).Name, time.GetElapsedTime(began));
            throw SiloState.Refusal();
        }

        instruments.Rejected(operation, decision.Route, MeshErrorStatus.For(MeshErrorCode.NoCapacity).Name, time.GetElapsedTime(began));
        throw admission.SiloFull(query.Class ?? decision.Class);
    }

    // Bounded by the deadline and by the queue's longest wait: a request whose places were taken before it came to the gate waits again.
    private async Task<T> AdmittedAsync<T>(RouteDecision decision, RouteQuery query, long expires, Func<RouteDecision, Task<T>> serve, CancellationToken cancellationToken)
    {
        var pass = await admission.AdmitAsync(decision, query, expires, cancellationToken);
        while (true)
        {
            try
            {
                // The gate is asked before this returns.
                var serving = serve(pass.Decision);
                if (!serving.IsFaulted)
                {
                    admission.Began(pass, query);
                }

                return await serving;
            }
            catch (MeshException e) when (AdmissionControl.WasFull(e.Error))
            {
                pass = await admission.ReturnAsync(pass, query, expires, cancellationToken);
            }
            catch
            {
                admission.Passed(pass);
                throw;
            }
        }
    }

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

    // Counts it; what ended because its time was over, or the silo's, becomes the error that says so.
    private void Rejected(string operation, RouteDecision decision, TurnDeadline deadline, Exception e)
    {
        var told = e is OperationCanceledException ? deadline.Ended(decision) : null;
        instruments.Rejected(operation, decision.Route, ErrorTypes.Of(told ?? e, deadline.CallerGone), deadline.Elapsed);
        if (told is not null)
        {
            throw told;
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
