using System.CommandLine;
using Mesh.Testing.Engines;
using Mesh.Testing.Faults;

namespace Mesh.StandIn;

/// <summary>The options that make the upstream an engine of a GPU node.</summary>
internal sealed class EngineOptions
{
    private readonly Option<string?> _engine = new("--engine") { Description = $"be an engine of a GPU node: {string.Join(", ", FakeEngineKinds.Names)}; --token-ms is then its step and --concurrency its slots" };
    private readonly Option<string[]> _models = new("--model") { Description = "a model of the engine; may be given many times", DefaultValueFactory = _ => ["llama-3.1-8b"] };
    private readonly Option<double> _rate = new("--prefill-rate") { Description = "prompt tokens that the engine reads in a second", DefaultValueFactory = _ => FakeEngineSpeed.Large.PrefillTokensPerSecond };
    private readonly Option<int> _cache = new("--cache-tokens") { Description = "tokens that the engine's cache holds", DefaultValueFactory = _ => FakeEngineSpeed.Large.CacheTokens };
    private readonly Option<double> _load = new("--load-seconds") { Description = "time that the engine loads its model at start", DefaultValueFactory = _ => 0 };
    private readonly Option<string?> _version = new("--engine-version") { Description = "the version that the engine says it is" };
    private readonly Option<FakeEngineMetrics> _metrics = new("--metrics") { Description = "what the engine's /metrics gives: today, old, off, garbage, huge, silent" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_engine, _models, _rate, _cache, _load, _version, _metrics];

    /// <summary>The name of an engine that nobody knows; null when it is known or none is wished for.</summary>
    public string? Unknown(ParseResult parsed) => parsed.GetValue(_engine) is { } name && FakeEngineKinds.Find(name) is null ? name : null;

    /// <summary>The engine that is wished for, loading already when it is to load; null when none is.</summary>
    public FakeEngine? Make(ParseResult parsed, int port, FaultyAnswers answers, TimeSpan step, int slots, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_engine) is not { } name || FakeEngineKinds.Find(name) is not { } kind)
        {
            return null;
        }

        var speed = FakeEngineSpeed.Large with { PrefillTokensPerSecond = parsed.GetValue(_rate), CacheTokens = parsed.GetValue(_cache) };
        speed = speed with { Step = step > TimeSpan.Zero ? step : speed.Step, Slots = slots > 0 ? slots : speed.Slots };
        var engine = new FakeEngine(kind, parsed.GetValue(_models)!, port, speed, answers) { Metrics = parsed.GetValue(_metrics) };
        engine.Version = parsed.GetValue(_version) ?? engine.Version;
        if (parsed.GetValue(_load) is > 0 and var seconds)
        {
            engine.BeginLoading();
            _ = LoadAsync(engine, TimeSpan.FromSeconds(seconds), cancellationToken);
        }

        return engine;
    }

    private static async Task LoadAsync(FakeEngine engine, TimeSpan time, CancellationToken cancellationToken)
    {
        await Task.Delay(time, cancellationToken);
        engine.EndLoading();
    }
}
