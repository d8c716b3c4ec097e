using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Workers;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Providers.Pipeline;
using Mesh.Providers.Usage;
using Mesh.Routing.Limits;
using Mesh.Routing.Load;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals;
using Mesh.Routing.Signals.Data;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Spending;
using Mesh.Strategies.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>Takes an attempt through the endpoint's gate to its provider, and its outcome back into the statistics.</summary>
public sealed class EndpointCaller(CatalogView views, EndpointGates gates, EngineGates engines, IEnumerable<IModelProvider> providers, MeshInstruments instruments, EndpointAlerts alerts, IGrainFactory grains, TimeProvider time, TokenCounter counter, SilentUpstreams silent, TenantSpend? spend = null)
    : IEndpointCaller
{
    private readonly IModelProvider[] _providers = [.. providers];

    /// <inheritdoc/>
    public async Task<IEndpointAttempt> BeginAsync(string endpoint, ChatTask task, CancellationToken cancellationToken)
    {
        var found = task.Found;
        // Made before a place is taken: it may read a conversation, or have an image described.
        task = task.Prompt is { } prompt ? await PromptedAsync(endpoint, prompt, task, cancellationToken) : task;
        var query = Readable(task);
        found?.Add(DataGate.ClassesOf(views.Current, query));
        var (served, outcome) = Enter(endpoint, query, task.Streaming);
        var watchdog = new Watchdog(AttemptLimits.Of(served, task.Streaming), time, cancellationToken);
        return await WatchedAsync(served, outcome, watchdog, async () =>
        {
            var target = Target(served);
            var answer = await ProviderOf(served).ChatAsync(target, task, watchdog.Token);
            outcome.Accepted(answer.RateLimits);
            return new EndpointAttempt(served, answer, new UsageMeter(counter, silent, target, task), outcome, watchdog);
        });
    }

    /// <summary>One attempt at embeddings.</summary>
    /// <exception cref="EndpointException">The endpoint is full, failing or refused.</exception>
    public async Task<(EmbeddingAnswer Answer, AttemptAccount Account, ServedEndpoint Endpoint)> EmbedAsync(string endpoint, EmbeddingTask task, CancellationToken cancellationToken)
    {
        var (served, outcome) = Enter(endpoint, task.Query, isStream: false, answers: false);
        using var watchdog = new Watchdog(AttemptLimits.Of(served, streaming: false), time, cancellationToken);
        return await WatchedAsync(served, outcome, watchdog, async () =>
        {
            var answer = await ProviderOf(served).EmbedAsync(Target(served), task, watchdog.Token);
            var usage = answer.Usage ?? new TokenUsage { Input = task.Query.InputTokensExpected, Source = UsageSource.Estimated };
            return (answer, outcome.Succeeded(usage, vectors: true), served);
        });
    }

    private async ValueTask<ChatTask> PromptedAsync(string endpoint, IModelPrompt prompt, ChatTask task, CancellationToken cancellationToken)
    {
        if (!views.Current.Endpoints.TryGetValue(endpoint, out var served))
        {
            throw Refused(endpoint, GateRefusals.Gone, "was taken out of the catalogue");
        }

        try
        {
            // Other content than the caller's alone, so that what it holds is looked for anew.
            var made = await prompt.MakeAsync(task, served.Entry, served.Model, served.Provider, cancellationToken);
            return ReferenceEquals(made.Query.Signals, task.Query.Signals) ? made.Asking(made.Query with { Signals = null }) : made;
        }
        catch (MeshException e)
        {
            // What is too long for one model may fit another.
            throw new EndpointException(e.Error, mayMove: e.Error.Code == MeshErrorCode.InvalidRequest, e);
        }
    }

    // An attempt that does not come about is told of and no longer watched.
    private static async Task<T> WatchedAsync<T>(ServedEndpoint served, AttemptOutcome outcome, Watchdog watchdog, Func<Task<T>> ask)
    {
        var begun = false;
        try
        {
            var answer = await ask();
            begun = true;
            return answer;
        }
        catch (Exception) when (watchdog.Fired)
        {
            throw outcome.Failed(watchdog.Fault(served.Name));
        }
        catch (UpstreamException e) when (watchdog.Caller.IsCancellationRequested)
        {
            // A transport may report the caller's going away as its own fault.
            outcome.Abandoned();
            throw new OperationCanceledException(e.Message, e, watchdog.Caller);
        }
        catch (UpstreamException e)
        {
            throw outcome.Failed(e);
        }
        catch (MeshException e) when (e.Error.Reason == MediaInliner.Reason)
        {
            // An upstream that fetches for itself may take the same URL.
            outcome.Abandoned();
            throw new EndpointException(e.Error, mayMove: true, e);
        }
        catch
        {
            outcome.Abandoned();
            throw;
        }
        finally
        {
            if (!begun)
            {
                watchdog.Dispose();
            }
        }
    }

    private (ServedEndpoint Served, AttemptOutcome Outcome) Enter(string endpoint, RouteQuery query, bool isStream, bool answers = true)
    {
        var view = views.Current;
        if (!view.Endpoints.TryGetValue(endpoint, out var served))
        {
            throw Refused(endpoint, GateRefusals.Gone, "was taken out of the catalogue");
        }

        if (!DataGate.Permits(served.Model, DataGate.ClassesOf(view, query)))
        {
            throw MayNotSee(served);
        }

        // It may have left since the request was decided; where it is asked as another one's second, seconds ago.
        if (!served.IsThere)
        {
            throw Refused(endpoint, GateRefusals.Leaving, "has no engine that is ready");
        }

        // The decision went by what the engine had before it then; others may have gone there since.
        var gate = gates[endpoint];
        if (ModelRoom.IsSaturated(view, served, query))
        {
            gate.Stats.CountTurnedAway();
            throw Refused(endpoint, GateRefusals.Full, "has as much before it as it may", served.PredictedWait);
        }

        var charge = new RateCharge(query.InputTokensExpected, answers ? AnswerLength.Of(query, served.Model) : 0);
        return gate.TryEnter(out var trial, out var taken, charge) switch
        {
            GateRefusal.Full => throw Refused(endpoint, GateRefusals.Full, "is full", gate.Stats.Limiter.FullFor),
            GateRefusal.Unhealthy => throw Refused(endpoint, GateRefusals.Unhealthy, "has an open circuit or cools down", gate.Stats.Circuit.CoolingFor),
            _ => (served, Begin(served, gate, query, taken, trial, isStream)),
        };
    }

    // An engine of this node is asked without a hop, and all the same its places are counted in one place.
    private AttemptOutcome Begin(ServedEndpoint served, EndpointGate gate, RouteQuery query, RateCharge taken, bool trial, bool isStream)
    {
        var engine = served.Engine is { Address: not null } local ? local.Name : null;
        var place = engine is null ? null : engines.TryEnter(engine, served.EngineConcurrency);
        var outcome = new AttemptOutcome(served, gate, taken, gate.Stats.Circuit.Begin(trial, isStream), BeginWork(served, query, taken), place, instruments, alerts, grains, time) { Tenant = query.Caller?.Tenant ?? "", Spend = spend };
        return engine is null || place is not null ? outcome : throw outcome.Failed(new UpstreamException(UpstreamFaultKind.Full, new UpstreamFailure { Endpoint = served.Name }));
    }

    private RouteQuery Readable(ChatTask task) => task.Query.Signals is null ? task.Query with { Signals = RequestSignals.Of(task, views.Current.Tasks) } : task.Query;

    // From now on its cache is taken to have the prompt; what it had before is not read again.
    private static WorkPiece BeginWork(ServedEndpoint served, RouteQuery query, RateCharge taken)
    {
        var cached = query.Affinity is { } affinity && string.Equals(affinity.Endpoint, served.Name, StringComparison.OrdinalIgnoreCase) ? affinity.CachedTokens : 0;
        if (served.Prefixes is { } prefixes && query.Prefix.Length > 0)
        {
            cached = Math.Max(cached, taken.Input * prefixes.Send(served.PrefixPlace, query.Prefix.AsSpan()) / query.Prefix.Length);
        }

        return served.Stats.Work.Begin(Math.Max(1, taken.Input - cached), served.Engine is null ? 0 : taken.Tokens);
    }

    private IModelProvider ProviderOf(ServedEndpoint served) =>
        _providers.FirstOrDefault(p => p.Serves(served.Provider.Kind))
        ?? throw new InvalidOperationException($"no provider serves {served.Provider.Kind}");

    private static UpstreamTarget Target(ServedEndpoint served) => new(served.Entry, served.Model, served.Provider) { Fetch = served.Defaults.Fetch };

    // Whatever led here: a decision of before the catalogue changed, a prompt with more in it than the request, a plan.
    private static EndpointException MayNotSee(ServedEndpoint served) => new(
        new MeshError
        {
            Code = MeshErrorCode.ContentRefused,
            Reason = "data_policy",
            Message = $"The request holds data that model '{served.Model.Name}' may not see.",
        },
        mayMove: true);

    private static EndpointException Refused(string endpoint, string reason, string why, TimeSpan wait = default) => new(
        new MeshError
        {
            Code = MeshErrorCode.NoCapacity,
            Reason = reason,
            Message = $"Endpoint '{endpoint}' {why}.",
            RetryAfter = wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1),
        },
        mayMove: true);
}
