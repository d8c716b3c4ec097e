using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>Prometheus finds every silo and keeps the labels that the mesh gives.</summary>
internal static class MonitoringRules
{
    /// <summary>A ServiceMonitor selects a Service over all silos, asks it as it speaks, and leaves the label 'endpoint' to the mesh.</summary>
    public static IEnumerable<string> Monitors(ManifestSet set)
    {
        foreach (var monitor in set.OfKind("ServiceMonitor"))
        {
            var wanted = monitor.Spec["selector"]!["matchLabels"]!.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>());
            var services = set.All<V1Service>().Where(s => wanted.All(w => s.Metadata.Labels.TryGetValue(w.Key, out var value) && value == w.Value)).ToArray();
            if (set.Silos.Any(w => services.Count(s => w.Matches(s.Spec.Selector)) != 1))
            {
                yield return $"ServiceMonitor/{monitor.Name} does not find every silo once";
            }

            foreach (var endpoint in monitor.Spec["endpoints"]!.AsArray().Select(e => e!))
            {
                var scheme = endpoint["scheme"]?.GetValue<string>() ?? "http";
                var port = endpoint["port"]?.GetValue<string>();
                if (services.Any(s => s.Spec.Ports.All(p => p.Name != port || p.AppProtocol != scheme)))
                {
                    yield return $"ServiceMonitor/{monitor.Name}: no port '{port}' speaks {scheme}";
                }

                if (!(endpoint["relabelings"]?.AsArray() ?? []).Any(r => r!["action"]!.GetValue<string>() == "labeldrop" && r["regex"]!.GetValue<string>().Split('|').Contains("endpoint")))
                {
                    yield return $"ServiceMonitor/{monitor.Name}: the operator's label 'endpoint' hides the mesh's";
                }
            }
        }
    }
}
