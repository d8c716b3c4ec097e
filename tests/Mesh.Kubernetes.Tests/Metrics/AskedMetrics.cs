using System.Text.Json.Nodes;

namespace Mesh.Kubernetes.Tests.Metrics;

/// <summary>What an expression asks for.</summary>
/// <param name="Where">Where it stands.</param>
/// <param name="Selectors">Each metric with the labels that it is asked by; the metric is null where the expression looks for names.</param>
/// <param name="Grouped">Labels that it groups by.</param>
/// <param name="Error">Why it cannot be read; null when it can.</param>
internal sealed record AskedMetrics(string Where, IReadOnlyList<(string? Metric, string[] Labels)> Selectors, string[] Grouped, string? Error)
{
    public static AskedMetrics Read(string where, JsonNode node) => new(
        where,
        [.. node["selectors"]!.AsArray().Select(s => (s!["metric"]?.GetValue<string>(), Texts(s["labels"]!)))],
        Texts(node["grouped"]!),
        node["error"]?.GetValue<string>());

    private static string[] Texts(JsonNode list) => [.. list.AsArray().Select(t => t!.GetValue<string>())];
}
