using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>What selects pods selects the right ones.</summary>
internal static class SelectorRules
{
    /// <summary>A workload knows its own pods and nobody else's.</summary>
    public static IEnumerable<string> Workloads(ManifestSet set) =>
        from workload in set.Workloads
        from other in set.Workloads
        where (workload == other) != other.Matches(workload.Selector)
        select $"{workload} {(workload == other ? "does not select its own pods" : $"selects the pods of {other}")}";

    /// <summary>A Service finds pods, and each of them has its ports.</summary>
    public static IEnumerable<string> Services(ManifestSet set)
    {
        foreach (var service in set.All<V1Service>())
        {
            var targets = set.Workloads.Where(w => w.Matches(service.Spec.Selector)).ToArray();
            if (targets.Length == 0)
            {
                yield return $"Service/{service.Metadata.Name} selects nobody";
            }

            foreach (var (target, port) in from t in targets from p in service.Spec.Ports select (t, p))
            {
                if (target.Containers.SelectMany(c => c.Ports ?? []).SingleOrDefault(p => p.Name == port.TargetPort.Value) is not { } found || found.ContainerPort != port.Port)
                {
                    yield return $"Service/{service.Metadata.Name}: {target} has no port '{port.TargetPort.Value}' of number {port.Port}";
                }
            }
        }

        foreach (var stateful in set.All<V1StatefulSet>().Where(s => set.All<V1Service>().All(v => v.Metadata.Name != s.Spec.ServiceName)))
        {
            yield return $"StatefulSet/{stateful.Metadata.Name}: there is no Service '{stateful.Spec.ServiceName}'";
        }
    }

    /// <summary>Silos are not taken away all at once, and pods that do not serve anyway hold up nobody.</summary>
    public static IEnumerable<string> Disruption(ManifestSet set)
    {
        var budgets = set.All<V1PodDisruptionBudget>().ToArray();
        foreach (var budget in budgets)
        {
            if (set.Workloads.Count(w => w.Matches(budget.Spec.Selector.MatchLabels)) != 1)
            {
                yield return $"PodDisruptionBudget/{budget.Metadata.Name} must select one workload";
            }

            if (budget.Spec is not { UnhealthyPodEvictionPolicy: "AlwaysAllow", MaxUnavailable.Value: "1", MinAvailable: null })
            {
                yield return $"PodDisruptionBudget/{budget.Metadata.Name} must say maxUnavailable 1 and AlwaysAllow";
            }
        }

        foreach (var silo in set.Silos.Where(w => !budgets.Any(b => w.Matches(b.Spec.Selector.MatchLabels))))
        {
            yield return $"{silo} has no PodDisruptionBudget";
        }
    }

    /// <summary>Pods are spread by their own labels, and edges over machines.</summary>
    public static IEnumerable<string> Spread(ManifestSet set)
    {
        foreach (var workload in set.Workloads)
        {
            foreach (var constraint in (workload.Pod.TopologySpreadConstraints ?? []).Where(c => !workload.Matches(c.LabelSelector.MatchLabels)))
            {
                yield return $"{workload} is spread over {constraint.TopologyKey} by labels that it does not have";
            }

            if (workload.IsEdge && !(workload.Pod.TopologySpreadConstraints ?? []).Any(c => c.TopologyKey == "kubernetes.io/hostname" && c.NodeTaintsPolicy == "Honor"))
            {
                yield return $"{workload} is not spread over machines, or counts those that do not take it";
            }
        }
    }

    /// <summary>Autoscalers have a target that leaves the number of pods to them.</summary>
    public static IEnumerable<string> Scalers(ManifestSet set)
    {
        var targets = set.All<V2HorizontalPodAutoscaler>().Select(h => (Name: $"HorizontalPodAutoscaler/{h.Metadata.Name}", h.Spec.ScaleTargetRef.Kind, Target: h.Spec.ScaleTargetRef.Name))
            .Concat(set.OfKind("ScaledObject").Select(s => (Name: $"ScaledObject/{s.Name}", Kind: s.Spec["scaleTargetRef"]!["kind"]!.GetValue<string>(), Target: s.Spec["scaleTargetRef"]!["name"]!.GetValue<string>())));
        foreach (var (name, kind, target) in targets)
        {
            if (set.Workloads.SingleOrDefault(w => w.Kind == kind && w.Name == target) is not { } found)
            {
                yield return $"{name} scales {kind}/{target}, which is not there";
            }
            else if (found.Replicas is not null)
            {
                yield return $"{name}: {found} sets its replicas itself and would undo every scaling";
            }
        }
    }
}
