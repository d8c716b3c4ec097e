using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Decisions;

/// <summary>A decision as people read it.</summary>
internal static class DecisionText
{
    private static readonly Column[] s_columns =
    [
        Column.Number("#"), "endpoint", "model", Column.Number("score"), Column.Number("quality"), Column.Number("cost"), Column.Number("time"), Column.Number("risk"), Column.Number("staying"), Column.Number("load"), "time by load", "left out because",
    ];

    /// <summary>Writes what was decided and why.</summary>
    public static async Task WriteAsync(Terminal terminal, V1.Decision decision)
    {
        await LineAsync(terminal, $"'{decision.Route}' at revision {decision.Revision}: the model by {Preference(decision)}, its endpoint by {decision.Balance}. Decision {decision.Id}.");
        foreach (var (what, told) in new (string, IReadOnlyList<string>)[] { ("rule", decision.Rules), ("read", decision.Signals), ("data", decision.Data), ("cache", CacheText.Of(decision)) }.Where(t => t.Item2.Count > 0))
        {
            await LineAsync(terminal, $"{what}: {string.Join(", then ", told)}");
        }

        if (decision.Prediction is { } prediction)
        {
            await LineAsync(terminal, Words(prediction));
        }

        MeshTable.Write(terminal, s_columns, decision.Candidates.Select(Row));
    }

    /// <summary>Writes what was decided, and what became of it.</summary>
    public static async Task WriteAsync(Terminal terminal, V1.NotedDecision note)
    {
        await WriteAsync(terminal, note.Decision);
        if (note.OmittedCandidates > 0)
        {
            await LineAsync(terminal, $"and {note.OmittedCandidates} more candidates, which are not kept");
        }

        if (note.Task.Length > 0)
        {
            await LineAsync(terminal, $"task: {note.Task}");
        }

        if (note.Outcome is { } outcome)
        {
            await LineAsync(terminal, $"outcome: {Outcome(note, outcome)}");
            foreach (var failed in outcome.FailedAttempts)
            {
                await LineAsync(terminal, $"before: {failed.Endpoint}: {failed.Reason}");
            }

            foreach (var line in outcome.Plan is { } plan ? PlanText.Lines(plan) : [])
            {
                await LineAsync(terminal, line);
            }

            if (note.Decision.Candidates.FirstOrDefault(c => c.Endpoint == note.Endpoint) is { } predicted)
            {
                await LineAsync(terminal, $"predicted: quality {Numbers.Plain(predicted.Quality)}, {Numbers.Usd(predicted.CostUsd)}, {Numbers.Seconds(predicted.Seconds)}");
            }
        }
        else
        {
            await LineAsync(terminal, note.Model.Length > 0 ? $"outcome: {note.Model} @ {note.Endpoint} answers, and has not ended" : "outcome: nobody was to be asked");
        }

        if (note.Feedback is { } feedback)
        {
            await LineAsync(terminal, $"feedback: {Numbers.Plain(feedback.Score)} at {feedback.Task}");
        }
    }

    private static string Outcome(V1.NotedDecision note, V1.Outcome outcome)
    {
        string?[] parts =
        [
            note.Error.Length > 0 ? note.Error : "whole",
            outcome.Model.Length == 0 ? "nobody answered" : outcome.Endpoint.Length > 0 ? $"{outcome.Model} @ {outcome.Endpoint}" : outcome.Model,
            $"{Numbers.Count(outcome.Usage?.InputTokens ?? 0)} + {Numbers.Count(outcome.Usage?.OutputTokens ?? 0)} tokens",
            Numbers.Usd(outcome.CostUsd) + (outcome.CostEstimated ? " (estimated)" : ""),
            outcome.TimeToFirstToken is { } first ? $"first token {Numbers.Time(first.ToTimeSpan())}" : null,
            outcome.Duration is { } whole ? $"total {Numbers.Time(whole.ToTimeSpan())}" : null,
            outcome.Attempts > 1 ? $"{outcome.Attempts} attempts" : null,
            outcome.Cache.Length > 0 ? $"no model was asked: {outcome.Cache}" : null,
            outcome.Simulated ? "simulated" : null,
        ];
        return string.Join(" | ", parts.OfType<string>());
    }

    private static string Preference(V1.Decision decision)
    {
        var prefer = decision.Prefer.ToString().ToLowerInvariant();
        return decision.Weights is { } w
            ? $"{prefer} (quality {Numbers.Plain(w.Quality)}, cost {Numbers.Plain(w.Cost)}, time {Numbers.Plain(w.Seconds)}, risk {Numbers.Plain(w.Risk)})"
            : prefer;
    }

    private static Task LineAsync(Terminal terminal, string line) => terminal.Out.WriteLineAsync(terminal.ForOutput(line));

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
            Numbers.Plain(c.Risk),
            c.Stay > 0 || c.Warmth > 0 ? $"{Numbers.Plain(c.Stay)} / {Numbers.Seconds(c.Warmth)}" : "-",
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

    private static string Words(V1.Prediction prediction)
    {
        var said = string.Join(", ", prediction.Qualities.OrderByDescending(q => q.Quality).Select(q => $"{q.Model} {Numbers.Plain(q.Quality)}"));
        var does = prediction.Explored ? "tries another than the best" : prediction.Mode == V1.RouterMode.Decide ? $"counts {Numbers.Plain(prediction.Trust * 100)}%" : "in shadow";
        return $"learned router {prediction.Artifact} ({does}): {said}{(prediction.Preferred.Length > 0 ? $"; would ask {prediction.Preferred}" : "")}";
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
}
