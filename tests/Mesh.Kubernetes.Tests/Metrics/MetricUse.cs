using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s.Models;
using Mesh.Kubernetes.Tests.Alerts;
using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Testing.Programs;

namespace Mesh.Kubernetes.Tests.Metrics;

/// <summary>A question that a manifest asks Prometheus.</summary>
/// <param name="Where">Where it stands.</param>
/// <param name="Expression">The question.</param>
internal sealed partial record MetricUse(string Where, string Expression)
{
    /// <summary>All questions of rules, dashboard and autoscalers.</summary>
    public static IReadOnlyList<MetricUse> All()
    {
        var set = Build.Read("gpu");
        return
        [
            .. AlertRules.Of(AlertRules.Read()).Select(r => new MetricUse(AlertRules.AlertOf(r) ?? r["record"]!.GetValue<string>(), r["expr"]!.GetValue<string>())),
            .. set.OfKind("ScaledObject").SelectMany(s => s.Spec["triggers"]!.AsArray()).Select(t => new MetricUse("ScaledObject", t!["metadata"]!["query"]!.GetValue<string>())),
            .. set.All<V2HorizontalPodAutoscaler>().SelectMany(h => h.Spec.Metrics).Where(m => m.Pods is not null).Select(m => new MetricUse("HorizontalPodAutoscaler", m.Pods.Metric.Name)),
            .. Dashboard(JsonNode.Parse(set.All<V1ConfigMap>().Single(c => c.Metadata.Name == "meshsilo-dashboard").Data["meshsilo.json"])!),
        ];
    }

    /// <summary>What the expressions ask for.</summary>
    public static async Task<IReadOnlyList<AskedMetrics>> ReadAsync(IReadOnlyList<MetricUse> uses)
    {
        var (code, output) = await NpmTools.RunAsync("promql.mjs", [], new JsonArray([.. uses.Select(u => JsonValue.Create(Whole(u.Expression)))]).ToJsonString());
        return code != 0 ? throw new InvalidOperationException(output) : [.. JsonNode.Parse(output)!.AsArray().Zip(uses, (node, use) => AskedMetrics.Read(use.Where, node!))];
    }

    private static IEnumerable<MetricUse> Dashboard(JsonNode dashboard) =>
    [
        .. from panel in dashboard["panels"]!.AsArray()
           from target in panel!["targets"]?.AsArray() ?? []
           select new MetricUse($"dashboard, {panel["title"]}", target!["expr"]!.GetValue<string>()),
        .. from variable in dashboard["templating"]!["list"]!.AsArray()
           let query = LabelValues().Match(variable!["query"]!.GetValue<string>())
           where query.Success
           select new MetricUse($"dashboard, ${variable["name"]}", $"count by ({query.Groups[2].Value}) ({query.Groups[1].Value})"),
    ];

    // Grafana puts a time in the place of its own variable.
    private static string Whole(string expression) => expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal);

    [GeneratedRegex(@"^label_values\((.+), (\w+)\)$")]
    private static partial Regex LabelValues();
}
