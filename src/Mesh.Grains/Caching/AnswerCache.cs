using Mesh.Contracts.Caching;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Draining;
using Mesh.Grains.Telemetry;
using Mesh.Routing.Signals.Data;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.AnswerRules;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Grains.Caching;

/// <summary>Answers without a model where a route says so and the answer is there; else has it asked for, once for all who ask the same at the time.</summary>
public sealed class AnswerCache
{
    private readonly IAnswerStore _store;
    private readonly SemanticAnswers _semantic;
    private readonly SharedAnswers _shared;
    private readonly IReusePolicy _reuse;
    private readonly MeshInstruments _instruments;
    private readonly SiloState _state;
    private readonly TimeProvider _time;

    internal AnswerCache(IAnswerStore store, SemanticAnswers semantic, SharedAnswers shared, IReusePolicy reuse, MeshInstruments instruments, SiloState state, TimeProvider time) =>
        (_store, _semantic, _shared, _reuse, _instruments, _state, _time) = (store, semantic, shared, reuse, instruments, state, time);

    /// <summary>The route whose rules for reuse hold for a request; null when its answer comes from a model alone.</summary>
    public static RouteEntry? RouteOf(MeshView view, RouteDecision decision, ChatTask task) =>
        view.Reuses && task is { Caller: not null, Prompt: null, Plan: null } && view.Knows(decision.AnsweredBy) && view.Target(decision.AnsweredBy).Route is var route && (route.Cache is not null || route.Answers.Count > 0) ? route : null;

    /// <summary>The answer to a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Its end.</param>
    /// <exception cref="Contracts.Errors.MeshException">Nobody answered.</exception>
    public async Task<PlanAnswer> AnswerAsync(CachedRequest request, CancellationToken cancellationToken)
    {
        var decision = request.Decision;
        if (RuleAnswer.Find(request.Route, decision, request.Task, _time) is { } ruled)
        {
            _instruments.Cache.Asked(decision.Route, CacheResult.Rule);
            return ruled;
        }

        // What holds private data is neither kept nor given to others, nor is it answered from what others were given.
        return request.Route.Cache is { } policy && DataGate.MayKeep(decision.Data) ? await ReuseAsync(policy, request, cancellationToken) : await request.Ask(decision, cancellationToken);
    }

    /// <summary>The answer to a request, or to a part of one, that was kept; else it is asked for.</summary>
    /// <param name="policy">What is kept.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Its end.</param>
    /// <exception cref="Contracts.Errors.MeshException">Nobody answered.</exception>
    internal async Task<PlanAnswer> ReuseAsync(CachePolicy policy, CachedRequest request, CancellationToken cancellationToken)
    {
        var (decision, task) = (request.Decision, request.Task);
        var (key, traits) = CacheKey.Of(policy, request.Route, decision, task, task.Caller!, request.Part);
        if ((traits & ~Allowed(policy)) != IdentityTraits.None)
        {
            _instruments.Cache.Asked(decision.Route, CacheResult.Unfit);
            return await request.Ask(decision, cancellationToken);
        }

        var began = _time.GetUtcNow();
        var place = new SharedKey(key, task.Query.Class, task.Streaming, task.UsageWanted, task.Accepts);
        SemanticLook? look = null;
        var looked = !task.CacheUse.HasFlag(CacheUse.NoCache) && !_shared.Has(place);
        if (looked)
        {
            if (await FindAsync(key, policy, decision, task, cancellationToken) is { } kept)
            {
                return kept;
            }

            look = await _semantic.LookAsync(policy, request, cancellationToken);
            request = request with { Decision = decision with { Semantic = look?.Note } };
            if (look?.Answer is { } near)
            {
                return Given(request.Decision with { Source = AnswerSource.Semantic }, near, task, CacheResult.Semantic);
            }
        }

        if (task.CacheUse.HasFlag(CacheUse.NoStore))
        {
            _instruments.Cache.Asked(decision.Route, CacheResult.Bypassed);
            return await request.Ask(request.Decision, cancellationToken);
        }

        return await AskAsync(request, place, key, policy, (answer, recorder) => KeepAsync(request, key, policy, look, began, answer, recorder), looked, again: false, cancellationToken);
    }

    private async Task<PlanAnswer> AskAsync(CachedRequest request, SharedKey place, string key, CachePolicy policy, Func<PlanAnswer, AnswerRecorder, Task> keep, bool looked, bool again, CancellationToken cancellationToken)
    {
        var (decision, task) = (request.Decision, request.Task);
        var alone = task.CacheUse.HasFlag(CacheUse.NoCache);
        var recording = new Recording(
            token => request.Ask(decision, token), new AnswerRecorder(task.Native is not null && request.Part is null, policy.Tools, AnswerBounds.MostBytes), keep, token => FindAsync(key, policy, decision, task, token))
        { Looked = looked };
        var (answer, leads) = await SharedAsync();
        if (answer is ReplayedAnswer)
        {
            return answer;
        }

        if (!leads && !Allows(request.View, answer.Attempt, decision, task))
        {
            await answer.DisposeAsync();
            _instruments.Cache.Asked(decision.Route, CacheResult.Refused);
            return await request.Ask(decision, cancellationToken);
        }

        if (!leads && request.Part is not null)
        {
            // One of those who followed asks in the place of a plan that has ended; whoever sees that twice asks for itself.
            return await FollowAsync(request, answer, () => again ? request.Ask(decision, cancellationToken) : AskAsync(request, place, key, policy, keep, looked: false, again: true, cancellationToken), cancellationToken);
        }

        _instruments.Cache.Asked(decision.Route, alone ? CacheResult.Bypassed : leads ? CacheResult.Miss : CacheResult.Shared);
        return answer;

        async Task<(PlanAnswer Answer, bool Leads)> SharedAsync()
        {
            try
            {
                return await _shared.AskAsync(alone ? null : place, decision with { Source = AnswerSource.Exact }, decision.Deadline, recording, _state.Cut, cancellationToken);
            }
            catch (Exception e) when (request.Part is not null && (e is OperationCanceledException or ObjectDisposedException) && !cancellationToken.IsCancellationRequested)
            {
                // The plans that asked for it have ended one after the other; this one has not.
                return (await request.Ask(decision, cancellationToken), true);
            }
        }
    }

    // The plan that asked for it may end before it is whole.
    private async Task<PlanAnswer> FollowAsync(CachedRequest request, PlanAnswer shared, Func<Task<PlanAnswer>> next, CancellationToken cancellationToken)
    {
        try
        {
            await using (shared)
            {
                var held = await HeldAnswer.ReadAsync(shared);
                _instruments.Cache.Asked(request.Decision.Route, CacheResult.Shared);
                return held;
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await next();
        }
    }

    private bool Allows(MeshView view, IEndpointAttempt attempt, RouteDecision decision, ChatTask task) =>
        view.Endpoints.TryGetValue(attempt.Endpoint, out var endpoint) && _reuse.Allows(attempt.Model, endpoint.Entry.UpstreamModel, decision, task);

    private static IdentityTraits Allowed(CachePolicy policy) =>
        (policy.Sampled ? IdentityTraits.Sampled : IdentityTraits.None) | (policy.Tools ? IdentityTraits.Tools : IdentityTraits.None);

    private async ValueTask<PlanAnswer?> FindAsync(string key, CachePolicy policy, RouteDecision decision, ChatTask task, CancellationToken cancellationToken)
    {
        // The route's time of now counts: one that was made shorter holds for what was kept before.
        if (await _store.FindAsync(key, policy.Kept, cancellationToken) is not { } found || _time.GetUtcNow() - found.At >= policy.Ttl)
        {
            return null;
        }

        if (!_reuse.Allows(found.Model, found.UpstreamModel, decision, task))
        {
            _instruments.Cache.Asked(decision.Route, CacheResult.Refused);
            return null;
        }

        return Given(decision with { Source = AnswerSource.Exact }, found, task, CacheResult.Hit);
    }

    private ReplayedAnswer Given(RouteDecision decision, RecordedAnswer answer, ChatTask task, CacheResult result)
    {
        _instruments.Cache.Asked(decision.Route, result);
        return new ReplayedAnswer(decision, answer, task.UsageWanted);
    }

    private async Task KeepAsync(CachedRequest request, string key, CachePolicy policy, SemanticLook? look, DateTimeOffset began, PlanAnswer answer, AnswerRecorder recorder)
    {
        var attempt = answer.Attempt;
        // What was kept inside of a part is not kept longer by it.
        if (!request.View.Endpoints.TryGetValue(attempt.Endpoint, out var endpoint) || answer.Decision.Source is AnswerSource.Exact or AnswerSource.Semantic)
        {
            return;
        }

        // Told before it is looked whether the cache was emptied: what is emptied from now on is newer than the answer.
        var at = _time.GetUtcNow();
        var pieces = recorder.Finish();
        _instruments.Cache.Stored(answer.Decision.Route, recorder.Unfit);
        // Whoever empties the cache means what is on its way too.
        // Of a part's models one may have been shown private data that nobody knew of when it was asked.
        if (pieces is null || _store.WasCleared(key, began) || !DataGate.MayKeep(request.Task.Found?.All ?? []))
        {
            return;
        }

        var account = answer.Account;
        var kept = new RecordedAnswer
        {
            Pieces = pieces,
            Model = attempt.Model,
            UpstreamModel = endpoint.Entry.UpstreamModel,
            Endpoint = attempt.Endpoint,
            Simulated = attempt.Simulated,
            Usage = account.Usage,
            CostUsd = account.CostUsd,
            At = at,
        };
        await _store.KeepAsync(key, kept, policy.Kept);
        if (look is not null)
        {
            _semantic.Keep(policy.Semantic!, look, key, at);
        }

        // No reader waits for it.
        _store.ShareAsync(key, kept, policy.Kept).Ignore();
    }
}
