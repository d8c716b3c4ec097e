using System.Diagnostics.Metrics;
using System.Reflection;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Hedging;

namespace Mesh.Grains.Telemetry;

/// <summary>
/// The process's one set of instruments; docs/metrics.md describes each. Labels come from the catalogue and from closed lists
/// only, so that no caller can add a series.
/// </summary>
public sealed class MeshInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MeshSilo";

    /// <summary>Stands for a name that the catalogue does not know.</summary>
    public const string Unknown = "_unknown";

    /// <summary>Stands for a model where there is none.</summary>
    public const string None = "_none";

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _perToken;
    private readonly Histogram<long> _tokenUsage;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _failovers;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _hedges;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _aborts;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _doorErrors;
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _decisionSeconds;
    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _admissionWait;
    private readonly Counter<long> _admissionRefused;
    private readonly Counter<long> _conversationsDeleted;

    /// <summary>Makes the instruments.</summary>
    public MeshInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _duration = _meter.CreateHistogram("gen_ai.server.request.duration", "s", "Time from request to the end of its answer.", advice: Buckets.Duration);
        _firstToken = _meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "Time from an attempt's begin to its first content frame.", advice: Buckets.FirstToken);
        _perToken = _meter.CreateHistogram("gen_ai.server.time_per_output_token", "s", "Time for each answer token after the first.", advice: Buckets.PerToken);
        _tokenUsage = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of one request by type.", advice: Buckets.Tokens);
        _tokens = _meter.CreateCounter<long>("meshsilo.model.tokens", "{token}", "Tokens by model and type.");
        _cost = _meter.CreateCounter<double>("meshsilo.model.cost_usd", "{USD}", "Spend by model and endpoint.");
        _attempts = _meter.CreateCounter<long>("meshsilo.attempts", "{attempt}", "Attempts at endpoints by outcome.");
        _failovers = _meter.CreateCounter<long>("meshsilo.failovers", "{failover}", "Endpoints that were left for another one before the first frame.");
        _retries = _meter.CreateCounter<long>("meshsilo.retries", "{retry}", "Moves to another endpoint, and moves that were not made, by kind.");
        _hedges = _meter.CreateCounter<long>("meshsilo.hedges", "{request}", "Requests that were late on routes that hedge, by what became of them.");
        _rejections = _meter.CreateCounter<long>("meshsilo.rejections", "{request}", "Requests that got no answer, by the name that they asked for and the reason.");
        _aborts = _meter.CreateCounter<long>("meshsilo.stream.aborts", "{answer}", "Answers that broke off after their first frame, by reason.");
        _alerts = _meter.CreateCounter<long>("meshsilo.endpoint.alerts", "{alert}", "Endpoints taken out for what only an operator can mend, by reason: credentials, quota_spent.");
        _doorErrors = _meter.CreateCounter<long>("meshsilo.door.errors", "{error}", "Errors of the closed list that left by a door.");
        _decisions = _meter.CreateCounter<long>("meshsilo.router.decisions", "{decision}", "Routing decisions by route and chosen model.");
        _decisionSeconds = _meter.CreateHistogram("meshsilo.router.duration", "s", "Time of a routing decision.", advice: Buckets.Decision);
        _reloads = _meter.CreateCounter<long>("meshsilo.catalog.reloads", "{reload}", "Readings of the catalogue's files, at start and after an edit, by result: accepted, refused, failed.");
        _admissionWait = _meter.CreateHistogram("meshsilo.admission.wait", "s", "Time in a queue of requests that got a place.", advice: Buckets.AdmissionWait);
        _admissionRefused = _meter.CreateCounter<long>("meshsilo.admission.refused", "{request}", "Requests that admission refused, by model, class and why.");
        _conversationsDeleted = _meter.CreateCounter<long>("meshsilo.conversations.deleted", "{conversation}", "Conversations that were deleted, by cause: asked, retention.");
        Cache = new CacheCounters(_meter);
        Routing = new RoutingCounters(_meter);
        Router = new RouterCounters(_meter);
        Plans = new PlanCounters(_meter);
        Tasks = new TaskCounters(_meter);
        Tools = new ToolCounters(_meter);
        _meter.CreateObservableGauge("meshsilo.build.info", () => new Measurement<long>(1, Label("version", Version)), "{build}", "1, with the version that runs.");
    }

    /// <summary>Answers without a model.</summary>
    internal CacheCounters Cache { get; }

    /// <summary>Rules, and how choices look in hindsight.</summary>
    internal RoutingCounters Routing { get; }

    /// <summary>The learned router.</summary>
    internal RouterCounters Router { get; }

    /// <summary>Nodes of plans.</summary>
    internal PlanCounters Plans { get; }

    /// <summary>Long tasks.</summary>
    internal TaskCounters Tasks { get; }

    /// <summary>Tools of servers.</summary>
    internal ToolCounters Tools { get; }

    /// <summary>The version that runs.</summary>
    public static string Version { get; } =
        typeof(MeshInstruments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>Adds a gauge over live state.</summary>
    public void Observe<T>(string name, string unit, string description, Func<IEnumerable<Measurement<T>>> read)
        where T : struct => _meter.CreateObservableGauge(name, read, unit, description);

    /// <summary>A decision was made.</summary>
    public void Decided(RouteDecision decision, TimeSpan took)
    {
        var model = decision.Eligible > 0 ? decision.Candidates[0].Model : None;
        _decisions.Add(1, Label("route", decision.Route), Label("gen_ai.request.model", model));
        _decisionSeconds.Record(took.TotalSeconds);
        Routing.Decided(decision);
    }

    /// <summary>An attempt ended otherwise than by a whole answer.</summary>
    public void Attempted(ServedEndpoint endpoint, string outcome) =>
        _attempts.Add(1, Label("endpoint", endpoint.Name), Label("gen_ai.request.model", endpoint.Model.Name), Label("outcome", outcome));

    /// <summary>An endpoint was taken out for a reason, from a closed list, that only an operator can mend.</summary>
    internal void Alerted(ServedEndpoint endpoint, string reason) =>
        _alerts.Add(1, Label("endpoint", endpoint.Name), Label("gen_ai.request.model", endpoint.Model.Name), Label("reason", reason));

    /// <summary>A chat attempt gave a whole answer; <paramref name="firstToken"/> only where it came in pieces.</summary>
    public void Answered(ServedEndpoint endpoint, TokenUsage usage, decimal costUsd, TimeSpan? firstToken, TimeSpan total)
    {
        Counted(Operations.Chat, endpoint, usage, costUsd);
        if (firstToken is not { } first)
        {
            return;
        }

        var labels = Labels(Operations.Chat, endpoint);
        _firstToken.Record(first.TotalSeconds, labels);
        if (usage.Output > 1)
        {
            _perToken.Record((total - first).TotalSeconds / (usage.Output - 1), labels);
        }
    }

    /// <summary>An embedding attempt gave its vectors.</summary>
    public void Embedded(ServedEndpoint endpoint, TokenUsage usage, decimal costUsd) => Counted(Operations.Embeddings, endpoint, usage, costUsd);

    /// <summary>Tokens were taken.</summary>
    public void Spent(ServedEndpoint endpoint, TokenUsage usage, decimal costUsd)
    {
        var model = Label("gen_ai.request.model", endpoint.Model.Name);
        _tokens.Add(usage.Input, model, Label("gen_ai.token.type", "input"));
        _tokens.Add(usage.Output, model, Label("gen_ai.token.type", "output"));
        if (usage.CachedInput > 0)
        {
            _tokens.Add(usage.CachedInput, model, Label("gen_ai.token.type", "cached_input"));
        }

        if (usage.Reasoning > 0)
        {
            _tokens.Add(usage.Reasoning, model, Label("gen_ai.token.type", "reasoning"));
        }

        _cost.Add((double)costUsd, model, Label("endpoint", endpoint.Name));
    }

    /// <summary>A request was answered whole.</summary>
    internal void Ended(string operation, RouteDecision decision, ServedEndpoint endpoint, TimeSpan took) => _duration.Record(
        took.TotalSeconds,
        [.. Labels(operation, endpoint), Label("gen_ai.original.model", decision.Route)]);

    /// <summary>An answer broke off after its first frame.</summary>
    internal void Aborted(string operation, string model, string error, TimeSpan took)
    {
        _aborts.Add(1, Label("gen_ai.request.model", model), Label("reason", AbortReason(error)));
        Failed(operation, model, AbortError(error), took);
    }

    /// <summary>A request was refused or failed before its first frame.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="name">The name that was asked for, as the catalogue writes it; <see cref="Unknown"/> when it has none such.</param>
    /// <param name="error">What it ended by.</param>
    /// <param name="took">How long it took.</param>
    internal void Rejected(string operation, string name, string error, TimeSpan took)
    {
        _rejections.Add(1, Label("gen_ai.original.model", name), Label("reason", error));
        Failed(operation, None, error, took);
    }

    /// <summary>Endpoints were left for another one.</summary>
    internal void FailedOver(RouteDecision decision, IEnumerable<string> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            _failovers.Add(1, Label("endpoint", endpoint), Label("gen_ai.request.model", decision.Candidates.First(c => c.Endpoint == endpoint).Model));
        }
    }

    /// <summary>A failure led to another attempt, or was kept from it.</summary>
    internal void Retried(RetryKind kind) => _retries.Add(1, Label("kind", kind switch
    {
        RetryKind.Free => "free",
        RetryKind.Paid => "paid",
        RetryKind.RefusedBudget => "refused_budget",
        RetryKind.Poison => "poison",
        RetryKind.Restart => "restart",
        _ => "continue",
    }));

    /// <summary>What became of a request that was late.</summary>
    internal void Hedged(HedgeEnd end) => _hedges.Add(1, Label("result", end switch
    {
        HedgeEnd.Won => "won",
        HedgeEnd.Lost => "lost",
        HedgeEnd.Failed => "failed",
        _ => "refused_budget",
    }));

    /// <summary>An error left by a door.</summary>
    /// <param name="door">The door, from a closed list.</param>
    /// <param name="code">The error.</param>
    public void Left(string door, MeshErrorCode code) => _doorErrors.Add(1, Label("door", door), Label("error.type", MeshErrorStatus.For(code).Name));

    /// <summary>A request got a place after it had waited.</summary>
    internal void Waited(WorkClass workClass, TimeSpan wait) => _admissionWait.Record(wait.TotalSeconds, Label("class", Refusals.NameOf(workClass)));

    /// <summary>Admission refused a request.</summary>
    internal void Refused(string model, WorkClass workClass, Refusal why) =>
        _admissionRefused.Add(1, Label("gen_ai.request.model", model), Label("class", Refusals.NameOf(workClass)), Label("reason", ReasonOf(why)));

    /// <summary>A conversation was deleted.</summary>
    internal void Deleted(DeletionCause cause) => _conversationsDeleted.Add(1, Label("cause", cause == DeletionCause.Retention ? "retention" : "asked"));

    /// <summary>The catalogue's files were read anew.</summary>
    public void Reloaded(string result) => _reloads.Add(1, Label("result", result));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private void Counted(string operation, ServedEndpoint endpoint, TokenUsage usage, decimal costUsd)
    {
        Attempted(endpoint, "ok");
        Spent(endpoint, usage, costUsd);
        var labels = Labels(operation, endpoint);
        _tokenUsage.Record(usage.Input, [.. labels, Label("gen_ai.token.type", "input")]);
        if (operation == Operations.Chat)
        {
            _tokenUsage.Record(usage.Output, [.. labels, Label("gen_ai.token.type", "output")]);
        }
    }

    // Failures leave the name that was asked for to the rejections: a histogram of every name by every error would be ten times the rest.
    private void Failed(string operation, string model, string error, TimeSpan took) =>
        _duration.Record(took.TotalSeconds, Label("gen_ai.operation.name", operation), Label("gen_ai.request.model", model), Label("error.type", error));

    private static KeyValuePair<string, object?>[] Labels(string operation, ServedEndpoint endpoint) =>
    [
        Label("gen_ai.operation.name", operation),
        Label("gen_ai.provider.name", endpoint.Provider.Name),
        Label("gen_ai.request.model", endpoint.Model.Name),
    ];

    private static string ReasonOf(Refusal why) => why switch
    {
        Refusal.QueueFull => "queue_full",
        Refusal.WaitTooLong => "wait_too_long",
        Refusal.Evicted => "evicted",
        Refusal.Pressure => "pressure",
        _ => "silo_full",
    };

    private static string AbortError(string error) => error switch
    {
        ErrorTypes.SlowReader => ErrorTypes.Cancelled,
        ErrorTypes.Draining => MeshErrorStatus.For(MeshErrorCode.Unavailable).Name,
        _ => error,
    };

    private static string AbortReason(string error) => error switch
    {
        ErrorTypes.Cancelled => "client_cancelled",
        ErrorTypes.SlowReader or ErrorTypes.Draining => error,
        "deadline_exceeded" => "deadline",
        _ => "upstream_error",
    };
}
