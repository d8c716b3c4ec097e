using Mesh.Kubernetes.Tests.Alerts;

namespace Mesh.Kubernetes.Tests.Metrics;

/// <summary>What alerts, dashboard and autoscalers ask for is on the mesh's own <c>/metrics</c>.</summary>
public sealed class MetricNameTests
{
    // Prometheus' own metric, and the labels that it puts on everything it scrapes.
    private static readonly string[] s_prometheus = ["up"];
    private static readonly string[] s_targets = ["namespace", "pod", "job", "instance"];

    // Marks the one series of what an instrument keeps no series for.
    private static readonly string[] s_anyName = ["__name__", "otel_metric_overflow"];

    [ProgramFact("kubectl", Missing.Npm)]
    public async Task Metrics_ThatManifestsName_AreOnTheMeshsOwnPageWithTheirLabels()
    {
        var series = await ScrapedMesh.SeriesAsync();
        var asked = await MetricUse.ReadAsync(MetricUse.All());

        Assert.Empty(Faults(asked, series));
    }

    [ProgramFact("kubectl", Missing.Npm)]
    public async Task Metrics_UnknownNamesLabelsAndBrokenExpressions_AreFound()
    {
        var series = new Dictionary<string, IReadOnlySet<string>> { ["meshsilo_x"] = new HashSet<string> { "endpoint" } };
        var asked = await MetricUse.ReadAsync(
        [
            new("name", "sum(meshsilo_y)"), new("label", "meshsilo_x{reason=\"a\"}"), new("group", "sum by (model) (meshsilo_x)"),
            new("broken", "sum(meshsilo_x"), new("good", "sum by (pod, endpoint) (rate(meshsilo_x[$__rate_interval]))"),
        ]);

        Assert.Equal(["name", "label", "group", "broken"], Faults(asked, series).Select(f => f.Split(':')[0]));
    }

    private static IEnumerable<string> Faults(IReadOnlyList<AskedMetrics> asked, IReadOnlyDictionary<string, IReadOnlySet<string>> series)
    {
        var recorded = AlertRules.Of(AlertRules.Read()).Select(r => r["record"]?.GetValue<string>()).OfType<string>().ToHashSet();
        foreach (var use in asked)
        {
            if (use.Error is { } error)
            {
                yield return $"{use.Where}: {error}";
                continue;
            }

            var known = s_targets.ToHashSet();
            foreach (var (metric, labels) in use.Selectors)
            {
                var own = metric is null ? s_anyName.ToHashSet() : series.GetValueOrDefault(metric);
                if (own is null && !recorded.Contains(metric!) && !s_prometheus.Contains(metric))
                {
                    yield return $"{use.Where}: there is no {metric}";
                }

                known.UnionWith(own ?? new HashSet<string>());
                foreach (var label in labels.Except(s_targets).Where(l => own?.Contains(l) != true))
                {
                    yield return $"{use.Where}: {metric} has no label '{label}'";
                }
            }

            foreach (var label in use.Grouped.Where(l => !known.Contains(l)))
            {
                yield return $"{use.Where}: nothing in it has the label '{label}'";
            }
        }
    }
}
