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

namespace Mesh.Grains.Caching;

/// <summary>Answers without a model where a route says so and the answer is there; else has it asked for, once for all who ask the same at the time.</summary>
public sealed class AnswerCache(IAnswerStore store, SharedAnswers shared, IReusePolicy reuse, MeshInstruments instruments, SiloState state, TimeProvider time)
{
    /// <summary>The route whose rules for reuse hold for a request; null when its answer comes from a model alone.</summary>
    public static RouteEntry? RouteOf(MeshView view, RouteDecision decision, ChatTask task) =>
        view.Reuses && task is { Caller: not null, Prompt: null } && view.Knows(decision.AnsweredBy) && view.Target(decision.AnsweredBy).Route is var route && (route.Cache is not null || route.Answers.Count > 0) ? route : null;

    /// <summary>The answer to a request.</summary>
    /// <param name="view">The revision it came under.</param>
    /// <param name="route">Its route.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="task">The request, with its caller.</param>
    /// <param name="ask">Asks a model, under a token of its own.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <exception cref="Contracts.Errors.MeshException">Nobody answered.</exception>
    public async Task<PlanAnswer> AnswerAsync(MeshView view, RouteEntry route, RouteDecision decision, ChatTask task, Func<CancellationToken, Task<PlanAnswer>> ask, CancellationToken cancellationToken)
    {
        if (RuleAnswer.Find(route, decision, task, time) is { } ruled)
        {
            instruments.Cache.Asked(decision.Route, CacheResult.Rule);
            return ruled;
        }

        // What holds private data is neither kept nor given to others, nor is it answered from what others were given.
        return route.Cache is { } policy && DataGate.MayKeep(decision.Data) ? await ReuseAsync(view, policy, route, decision, task, ask, cancellationToken) : await ask(cancellationToken);
    }

    private async Task<PlanAnswer> ReuseAsync(MeshView view, CachePolicy policy, RouteEntry route, RouteDecision decision, ChatTask task, Func<CancellationToken, Task<PlanAnswer>> ask, CancellationToken cancellationToken)
    {
        var (key, traits) = CacheKey.Of(policy, route, decision, task, task.Caller!);
        if ((traits & ~Allowed(policy)) != IdentityTraits.None)
        {
            instruments.Cache.Asked(decision.Route, CacheResult.Unfit);
            return await ask(cancellationToken);
        }

        var place = new SharedKey(key, task.Query.Class, task.Streaming, task.UsageWanted, task.Accepts);
        var given = decision with { Source = AnswerSource.Exact };
        if (!task.CacheUse.HasFlag(CacheUse.NoCache) && !shared.Has(place) && await FindAsync(key, policy, given, task, cancellationToken) is { } kept)
        {
            return kept;
        }

        if (task.CacheUse.HasFlag(CacheUse.NoStore))
        {
            instruments.Cache.Asked(decision.Route, CacheResult.Bypassed);
            return await ask(cancellationToken);
        }

        var alone = task.CacheUse.HasFlag(CacheUse.NoCache);
        var recording = new Recording(ask, new AnswerRecorder(task.Native is not null, policy.Tools, AnswerBounds.MostBytes), (answer, recorder) => KeepAsync(view, key, policy, answer, recorder));
        var (answer, leads) = await shared.AskAsync(alone ? null : place, given, decision.Deadline, recording, state.Cut, cancellationToken);
        if (!leads && !Allows(view, answer.Attempt, decision, task))
        {
            await answer.DisposeAsync();
            instruments.Cache.Asked(decision.Route, CacheResult.Refused);
            return await ask(cancellationToken);
        }

        instruments.Cache.Asked(decision.Route, alone ? CacheResult.Bypassed : leads ? CacheResult.Miss : CacheResult.Shared);
        return answer;
    }

    private bool Allows(MeshView view, IEndpointAttempt attempt, RouteDecision decision, ChatTask task) =>
        view.Endpoints.TryGetValue(attempt.Endpoint, out var endpoint) && reuse.Allows(attempt.Model, endpoint.Entry.UpstreamModel, decision, task);

    private static IdentityTraits Allowed(CachePolicy policy) =>
        (policy.Sampled ? IdentityTraits.Sampled : IdentityTraits.None) | (policy.Tools ? IdentityTraits.Tools : IdentityTraits.None);

    private async ValueTask<PlanAnswer?> FindAsync(string key, CachePolicy policy, RouteDecision decision, ChatTask task, CancellationToken cancellationToken)
    {
        // The route's time of now counts: one that was made shorter holds for what was kept before.
        if (await store.FindAsync(key, policy.Ttl, cancellationToken) is not { } found || time.GetUtcNow() - found.At >= policy.Ttl)
        {
            return null;
        }

        if (!reuse.Allows(found.Model, found.UpstreamModel, decision, task))
        {
            instruments.Cache.Asked(decision.Route, CacheResult.Refused);
            return null;
        }

        instruments.Cache.Asked(decision.Route, CacheResult.Hit);
        return new ReplayedAnswer(decision, found, task.UsageWanted);
    }

    private async Task KeepAsync(MeshView view, string key, CachePolicy policy, PlanAnswer answer, AnswerRecorder recorder)
    {
        var attempt = answer.Attempt;
        if (!view.Endpoints.TryGetValue(attempt.Endpoint, out var endpoint))
        {
            return;
        }

        var pieces = recorder.Finish();
        instruments.Cache.Stored(answer.Decision.Route, recorder.Unfit);
        if (pieces is null)
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
            At = time.GetUtcNow(),
        };
        await store.KeepAsync(key, kept, policy.Ttl);

        // No reader waits for it.
        store.ShareAsync(key, kept, policy.Ttl).Ignore();
    }
}
