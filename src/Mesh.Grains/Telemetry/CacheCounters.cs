using System.Diagnostics.Metrics;
using Mesh.Contracts.Routing;
using Mesh.Grains.Caching;
using Mesh.Strategies.Caching;

namespace Mesh.Grains.Telemetry;

/// <summary>What answers without a model did, and what they saved.</summary>
internal sealed class CacheCounters(Meter meter)
{
    private readonly Counter<long> _requests = meter.CreateCounter<long>("meshsilo.cache.requests", "{request}", "Requests of routes with a cache, by route and what it did.");
    private readonly Counter<long> _looks = meter.CreateCounter<long>("meshsilo.cache.looks", "{request}", "Looks for a question in other words, by route and what became of them.");
    private readonly Counter<long> _stored = meter.CreateCounter<long>("meshsilo.cache.answers", "{answer}", "Whole answers of routes with a cache, by route and whether they were kept or why not.");
    private readonly Counter<double> _savedUsd = meter.CreateCounter<double>("meshsilo.cache.saved_usd", "{USD}", "What answers that were given again would have cost, by route and model.");
    private readonly Counter<long> _savedTokens = meter.CreateCounter<long>("meshsilo.cache.saved_tokens", "{token}", "Tokens that answers given again would have taken, by route, model and type.");

    /// <summary>A request met a cache.</summary>
    public void Asked(string route, CacheResult result) => _requests.Add(1, Label("route", route), Label("result", result switch
    {
        CacheResult.Hit => "hit",
        CacheResult.Shared => "shared",
        CacheResult.Semantic => "semantic",
        CacheResult.Rule => "rule",
        CacheResult.Miss => "miss",
        CacheResult.Bypassed => "bypassed",
        CacheResult.Refused => "refused",
        _ => "unfit",
    }));

    /// <summary>A question in other words was looked for.</summary>
    public void Looked(string route, SemanticNote note) => _looks.Add(1, Label("route", route), Label("result", note switch
    {
        { Outcome: SemanticOutcome.Contradicted, Contradiction: { } why } => why.ToString().ToLowerInvariant(),
        _ => note.Outcome.ToString().ToLowerInvariant(),
    }));

    /// <summary>An answer was whole.</summary>
    public void Stored(string route, Unfit? unfit) => _stored.Add(1, Label("route", route), Label("result", unfit switch
    {
        null => "kept",
        Unfit.Broken => "broken",
        Unfit.Unfinished => "unfinished",
        Unfit.Refused => "refused",
        Unfit.Tools => "tools",
        _ => "too_large",
    }));

    /// <summary>An answer was given again.</summary>
    public void Saved(string route, string model, Contracts.Chat.TokenUsage usage, decimal costUsd)
    {
        _savedUsd.Add((double)costUsd, Label("route", route), Label("gen_ai.request.model", model));
        _savedTokens.Add(usage.Input, Label("route", route), Label("gen_ai.request.model", model), Label("gen_ai.token.type", "input"));
        _savedTokens.Add(usage.Output, Label("route", route), Label("gen_ai.request.model", model), Label("gen_ai.token.type", "output"));
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => MeshInstruments.Label(name, value);
}
