using System.Diagnostics.Metrics;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Snapshots;
using Mesh.Strategies.Failover;

namespace Mesh.Grains.Telemetry;

/// <summary>The process's one set of instruments. Labels come from the catalogue and from closed lists only, so that no caller can add a series.</summary>
public sealed class MeshInstruments : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MeshSilo";

    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _perToken;
    private readonly Histogram<long> _tokenUsage;
    private readonly Counter<long> _tokens;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _failovers;
    private readonly Counter<long> _decisions;
    private readonly Histogram<double> _decisionSeconds;
    private readonly Counter<long> _reloads;

    /// <summary>Makes the instruments.</summary>
    public MeshInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _duration = _meter.CreateHistogram("gen_ai.server.request.duration", "s", "Time from request to the end of its answer.", advice: Buckets.Duration);
        _firstToken = _meter.CreateHistogram("gen_ai.server.time_to_first_token", "s", "Time from request to the first content frame.", advice: Buckets.FirstToken);
        _perToken = _meter.CreateHistogram("gen_ai.server.time_per_output_token", "s", "Time for each answer token after the first.", advice: Buckets.PerToken);
        _tokenUsage = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of one request by type.", advice: Buckets.Tokens);
        _tokens = _meter.CreateCounter<long>("meshsilo.model.tokens", "{token}", "Tokens by model and type.");
        _cost = _meter.CreateCounter<double>("meshsilo.model.cost_usd", "{USD}", "Spend by model and endpoint.");
        _attempts = _meter.CreateCounter<long>("meshsilo.attempts", "{attempt}", "Attempts at endpoints by outcome.");
        _failovers = _meter.CreateCounter<long>("meshsilo.failovers", "{failover}", "Endpoints that were left for another one before the first frame.");
        _decisions = _meter.CreateCounter<long>("meshsilo.router.decisions", "{decision}", "Routing decisions by route and chosen model.");
        _decisionSeconds = _meter.CreateHistogram("meshsilo.router.duration", "s", "Time of a routing decision.", advice: Buckets.Decision);
        _reloads = _meter.CreateCounter<long>("meshsilo.catalog.reloads", "{reload}", "Readings of the catalogue's files, at start and after an edit, by result: accepted, refused, failed.");
    }

    /// <summary>Adds a gauge over live state for each endpoint; the callback gives name, model and value.</summary>
    public void ObserveEndpoints(string name, string unit, string description, Func<IEnumerable<Measurement<long>>> read) =>
        _meter.CreateObservableGauge(name, read, unit, description);

    /// <summary>A decision was made.</summary>
    public void Decided(RouteDecision decision, TimeSpan took)
    {
        var model = decision.Eligible > 0 ? decision.Candidates[0].Model : "_none";
        _decisions.Add(1, Label("route", decision.Route), Label("gen_ai.request.model", model));
        _decisionSeconds.Record(took.TotalSeconds);
    }

    /// <summary>An attempt ended otherwise than by a whole answer.</summary>
    public void Attempted(ServedEndpoint endpoint, string outcome) =>
        _attempts.Add(1, Label("endpoint", endpoint.Name), Label("gen_ai.request.model", endpoint.Model.Name), Label("outcome", outcome));

    /// <summary>An attempt gave a whole answer.</summary>
    public void Answered(ServedEndpoint endpoint, TokenUsage usage, decimal costUsd, TimeSpan firstToken, TimeSpan total)
    {
        Attempted(endpoint, "ok");
        Spent(endpoint, usage, costUsd);
        var model = Label("gen_ai.request.model", endpoint.Model.Name);
        var operation = Label("gen_ai.operation.name", usage.Output > 0 ? "chat" : "embeddings");
        var provider = Label("gen_ai.provider.name", endpoint.Provider.Name);
        _firstToken.Record(firstToken.TotalSeconds, operation, provider, model);
        if (usage.Output > 1)
        {
            _perToken.Record((total - firstToken).TotalSeconds / (usage.Output - 1), operation, provider, model);
        }

        _tokenUsage.Record(usage.Input, operation, provider, model, Label("gen_ai.token.type", "input"));
        _tokenUsage.Record(usage.Output, operation, provider, model, Label("gen_ai.token.type", "output"));
    }

    /// <summary>Tokens were taken.</summary>
    public void Spent(ServedEndpoint endpoint, TokenUsage usage, decimal costUsd)
    {
        var model = Label("gen_ai.request.model", endpoint.Model.Name);
        _tokens.Add(usage.Input, model, Label("gen_ai.token.type", "input"));
        _tokens.Add(usage.Output, model, Label("gen_ai.token.type", "output"));
        _tokens.Add(usage.CachedInput, model, Label("gen_ai.token.type", "cached_input"));
        _tokens.Add(usage.Reasoning, model, Label("gen_ai.token.type", "reasoning"));
        _cost.Add((double)costUsd, model, Label("endpoint", endpoint.Name));
    }

    /// <summary>A request ended.</summary>
    public void Ended(PlanAnswer answer, TimeSpan took, string? error)
    {
        Duration(answer.Decision.Route, answer.Attempt.Model, took, error);
        foreach (var endpoint in answer.FallbackFrom)
        {
            _failovers.Add(1, Label("endpoint", endpoint));
        }
    }

    /// <summary>A request was refused or failed before its first frame.</summary>
    public void Refused(RouteDecision decision, MeshErrorCode code, TimeSpan took) => Duration(decision.Route, "_none", took, code.ToString());

    /// <summary>The catalogue's files were read anew.</summary>
    public void Reloaded(string result) => _reloads.Add(1, Label("result", result));

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Duration(string route, string model, TimeSpan took, string? error)
    {
        var name = Label("gen_ai.operation.name", "chat");
        var original = Label("gen_ai.original.model", route);
        var served = Label("gen_ai.request.model", model);
        if (error is null)
        {
            _duration.Record(took.TotalSeconds, name, original, served);
        }
        else
        {
            _duration.Record(took.TotalSeconds, name, original, served, Label("error.type", error));
        }
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
