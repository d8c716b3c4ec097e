using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Load.Processes;
using Mesh.Testing.Faults;

namespace Mesh.Load.Faults;

/// <summary>The mesh's own counts beside the callers' and the upstream's.</summary>
internal sealed class SoakAccount
{
    private readonly (string What, double Ours, double Theirs)[] _lines;
    private readonly string _outcomes;
    private readonly string _retries;

    public SoakAccount(long made, CallTally calls, MetricsPage ours, JsonNode theirs)
    {
        var models = theirs["models"]!.AsObject().Select(m => m.Value!).ToArray();
        var attempts = ours.By("meshsilo_attempts_total", "outcome");
        var (whole, billed) = (attempts.GetValueOrDefault("ok"), models.Sum(m => m["billed"]!.GetValue<long>()));
        var input = ours.Sum("gen_ai_client_token_usage_sum", "gen_ai_token_type=\"input\"");
        (_outcomes, _retries) = (Listed(attempts), Listed(ours.By("meshsilo_retries_total", "kind")));
        _lines =
        [
            ("requests: ended at the mesh / made by callers", ours.Sum("gen_ai_server_request_duration_seconds_count"), made),
            ("whole answers: attempts that went well / whole answers at callers", whole, calls[CallEnd.Whole]),
            ("upstream calls: attempts but for those that reached nobody / requests read", attempts.Values.Sum() - attempts.GetValueOrDefault("unreachable"), theirs["requests"]!.GetValue<long>()),
            ("rate limits: attempts / answers of 429", attempts.GetValueOrDefault("rate_limited"), Played(theirs, Fault.Status429, Fault.Status429RetryAfter)),
            ("keys: attempts / answers of 401 and 403", attempts.GetValueOrDefault("credentials"), Played(theirs, Fault.Status401, Fault.Status403)),
            ("prompt tokens of whole answers: ours / billed and our estimates of those not billed", input, models.Sum(m => m["inputTokens"]!.GetValue<long>()) + ((whole - billed) * FaultLoad.EstimatedInput)),
        ];
    }

    /// <summary>Whether each is the same on both sides.</summary>
    public bool AddsUp => _lines.All(l => l.Ours == l.Theirs);

    /// <inheritdoc/>
    public override string ToString() => string.Join(Environment.NewLine, _lines.Select(l => string.Create(CultureInfo.InvariantCulture, $"  {(l.Ours == l.Theirs ? "same" : "DIFFERENT")}  {l.What}: {l.Ours:0} / {l.Theirs:0}")).Append($"  attempts: {_outcomes}").Append($"  moves to another endpoint: {_retries}"));

    private static string Listed(IReadOnlyDictionary<string, double> counts) => string.Join(", ", counts.OrderByDescending(c => c.Value).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value:0} {c.Key}")));

    private static long Played(JsonNode counts, params Fault[] faults) => faults.Sum(f => counts["faults"]![FaultNames.Of(f)]?.GetValue<long>() ?? 0);
}
