using System.CommandLine;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Mesh.Client;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands;

/// <summary><c>mesh explain</c>.</summary>
internal sealed class ExplainCommand : Command
{
    private static readonly Column[] s_columns =
    [
        Column.Number("#"), "endpoint", "model", Column.Number("score"), Column.Number("quality"), Column.Number("cost"), Column.Number("time"), Column.Number("load"), "time by load", "left out because",
    ];

    private readonly Session _session;
    private readonly PromptText _text;
    private readonly AskOptions _ask;
    private readonly Option<string?> _decision = new("--decision") { HelpName = "ID", Description = "A recent decision, as an answer tells its id, in the place of a text." };

    public ExplainCommand(Session session)
        : base("explain", "Tells which endpoints would be asked and why, without asking them.")
    {
        _session = session;
        _text = new PromptText(this);
        _ask = new AskOptions(this);
        Add(_decision);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var decision = await DecideAsync(parsed, mesh, cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, Plain(decision));
            return ExitCode.Ok;
        }

        var terminal = _session.Terminal;
        await terminal.Out.WriteLineAsync(terminal.ForOutput(
            $"'{decision.Route}' at revision {decision.Revision}: the model by {decision.Prefer.ToString().ToLowerInvariant()}, its endpoint by {decision.Balance}. Decision {decision.Id}."));
        foreach (var (what, told) in new (string, IReadOnlyList<string>)[] { ("rule", decision.Rules), ("read", decision.Signals), ("data", decision.Data), ("cache", DecisionText.Cache(decision)) }.Where(t => t.Item2.Count > 0))
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput($"{what}: {string.Join(", then ", told)}"));
        }

        MeshTable.Write(terminal, s_columns, decision.Candidates.Select(Row));
        return ExitCode.Ok;
    }

    private async Task<V1.Decision> DecideAsync(ParseResult parsed, MeshConnection mesh, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_decision) is { } id)
        {
            return (await mesh.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = id }, cancellationToken: cancellationToken)).Decision;
        }

        var text = await _text.ReadAsync(parsed, _session.Terminal, cancellationToken)
            ?? throw new CommandFailure("There is no text to explain.", "Write it after the command, such as mesh explain \"hello\".", ExitCode.Usage);
        return await mesh.Routes.ExplainAsync(new V1.ExplainRequest { Chat = _ask.Request(parsed, text) }, cancellationToken: cancellationToken);
    }

    private static string[] Row(V1.Candidate c, int index)
    {
        var serves = c.Excluded.Length == 0;
        return
        [
            serves ? $"{index + 1}" : "-",
            c.Endpoint,
            c.Model,
            serves ? Numbers.Plain(c.Score) : "-",
            Numbers.Plain(c.Quality),
            Numbers.Usd(c.CostUsd) + (c.CostEstimated ? " (estimated)" : ""),
            Numbers.Seconds(c.Seconds),
            $"{Numbers.Plain(c.Load * 100)}%",
            c.LoadParts is { } parts ? Parts(parts) : "-",
            c.Suspect ? "suspect: it fails, and is asked last" : Words(c.Excluded),
        ];
    }

    // The parts that are there at all.
    private static string Parts(V1.LoadParts parts)
    {
        (string Name, double Seconds)[] all =
        [
            ("queue", parts.Queue), ("prompt", parts.Prefill), ("other answers", parts.Decode), ("cache room", parts.Cache),
            ("network", parts.Network), ("loading", parts.Cold), ("wait", parts.Wait),
        ];
        var told = string.Join(", ", all.Where(p => p.Seconds >= 0.0005).Select(p => $"{p.Name} {Numbers.Seconds(p.Seconds)}"));
        return $"{(told.Length > 0 ? told : "none")} ({Numbers.Plain(parts.CachedShare * 100)}% cached)";
    }

    private static string Words(string excluded) => excluded switch
    {
        "capability" => "capability: it cannot take or give what is asked",
        "context-length" => "context-length: text and answer do not fit",
        "lifecycle" => "lifecycle: the model is not approved",
        "unhealthy" => "unhealthy: it fails and is left alone for a while",
        "cooling-down" => "cooling-down: it asked to be left alone for a while",
        "slow" => "slow: it is slow or silent, and others are not",
        "taken-out" => "taken-out: its vendor refuses the mesh's key or account",
        "full" => "full: no request more fits",
        "cost" => "cost: over the ceiling",
        "quality" => "quality: under the floor",
        "data-policy" => "data-policy: it may not see what the request holds",
        "rule" => "rule: a rule of the route leaves it out",
        "latency" => "latency: it is predicted to take longer than the ceiling",
        "vendor-share" => "vendor-share: its vendor has had its share of the route",
        "simulated" => "simulated: it does not stand in for a real one",
        _ => excluded,
    };

    private static object Plain(V1.Decision d) => new
    {
        d.Id,
        d.Route,
        d.Revision,
        prefer = d.Prefer.ToString().ToLowerInvariant(),
        d.Balance,
        rules = d.Rules,
        signals = d.Signals,
        data = d.Data,
        cache = d.Cache.Length == 0 ? null : d.Cache,
        semantic = d.Semantic is { } look ? new { look.Outcome, similarity = look.HasSimilarity ? look.Similarity : (double?)null, contradiction = look.Contradiction.Length == 0 ? null : look.Contradiction, look.EmbeddingModel, look.EmbeddingUsd } : null,
        candidates = d.Candidates.Select(c => new
        {
            c.Endpoint,
            c.Model,
            excluded = c.Excluded.Length == 0 ? null : c.Excluded,
            c.Score,
            c.Quality,
            c.CostUsd,
            c.CostEstimated,
            c.Seconds,
            c.Load,
            c.Suspect,
            loadParts = c.LoadParts is { } p ? new { p.Queue, p.Prefill, p.Decode, p.Cache, p.Network, p.Cold, p.Wait, p.CachedShare } : null,
        }),
    };
}
