using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>Who reaches whom.</summary>
internal static class NetworkRules
{
    private static readonly string[] s_internal = ["silo", "relay"];
    private static readonly string[] s_doors = ["http", "grpc", "gateway"];

    // Names, silos, relays, Redis, vendors.
    private static readonly string[] s_needed = ["53", "11111", "8093", "6379", "443"];

    /// <summary>Nothing is open unless it is said.</summary>
    public static IEnumerable<string> Default(ManifestSet set) =>
        set.Policies.Any(p => p.Spec is { PodSelector: { MatchLabels: null, MatchExpressions: null }, Ingress: null, Egress: null } && p.Spec.PolicyTypes.Order().SequenceEqual(["Egress", "Ingress"]))
            ? []
            : ["There is no policy that denies everything to every pod"];

    /// <summary>Policies hold for pods that are there, let in pods that are there, and name ports that these have.</summary>
    public static IEnumerable<string> Policies(ManifestSet set)
    {
        foreach (var policy in set.Policies)
        {
            var name = $"NetworkPolicy/{policy.Metadata.Name}";
            var pods = set.Workloads.Where(w => w.Matches(policy.Spec.PodSelector.MatchLabels)).ToArray();
            var peers = (policy.Spec.Ingress ?? []).SelectMany(i => i.FromProperty ?? []).Concat((policy.Spec.Egress ?? []).SelectMany(e => e.To ?? [])).ToArray();
            if (pods.Length == 0)
            {
                yield return $"{name} selects nobody";
            }

            foreach (var peer in peers.Where(p => IsOwn(p) && !set.Workloads.Any(w => w.Matches(p.PodSelector.MatchLabels))))
            {
                yield return $"{name} speaks of pods that are not there: {string.Join(", ", peer.PodSelector.MatchLabels.Values)}";
            }

            foreach (var port in (policy.Spec.Ingress ?? []).SelectMany(i => i.Ports ?? []).Select(p => p.Port.Value).Where(p => !pods.Any(w => HasPort(w, p)) && !IsOfAnother(p)))
            {
                yield return $"{name} opens port {port}, which none of its pods has";
            }
        }
    }

    /// <summary>Silos' own ports are open to silos alone, doors to labelled namespaces alone, metrics to Prometheus alone.</summary>
    public static IEnumerable<string> Exposure(ManifestSet set)
    {
        foreach (var (workload, port) in from w in set.Workloads from c in w.Containers from p in c.Ports ?? [] select (w, p))
        {
            var peers = PeersOf(set, workload, port.ContainerPort).ToArray();
            if (peers.Length == 0)
            {
                yield return $"{workload}: nobody may reach port '{port.Name}'";
            }

            foreach (var peer in peers.Where(p => !MayReach(port.Name, p)))
            {
                yield return $"{workload}: port '{port.Name}' is open to {Describe(peer)}";
            }
        }
    }

    /// <summary>Silos reach names, each other, Redis and the internet's https; not a cloud's metadata.</summary>
    public static IEnumerable<string> Egress(ManifestSet set)
    {
        foreach (var silo in set.Silos)
        {
            var rules = set.Policies.Where(p => silo.Matches(p.Spec.PodSelector.MatchLabels)).SelectMany(p => p.Spec.Egress ?? []).ToArray();
            var reached = rules.SelectMany(r => r.Ports ?? []).Select(p => p.Port.Value).ToHashSet();
            foreach (var port in s_needed.Where(p => !reached.Contains(p)))
            {
                yield return $"{silo} cannot reach port {port} of anybody";
            }

            foreach (var block in rules.SelectMany(r => r.To ?? []).Select(p => p.IpBlock).Where(b => b?.Cidr == "0.0.0.0/0" && b.Except?.Contains("169.254.0.0/16") != true))
            {
                yield return $"{silo} reaches the cloud's metadata address through {block.Cidr}";
            }

            if (rules.Any(r => r.To is null or [] || r.Ports is null or []))
            {
                yield return $"{silo} may reach anybody, or any port";
            }
        }
    }

    private static bool MayReach(string port, V1NetworkPolicyPeer peer) => port switch
    {
        _ when s_internal.Contains(port) => IsOwn(peer) && Label(peer.PodSelector, "app.kubernetes.io/name") == "meshsilo",
        _ when s_doors.Contains(port) => Label(peer.NamespaceSelector, "meshsilo-callers") == "allowed",
        "admin" => Label(peer.NamespaceSelector, "kubernetes.io/metadata.name") == "monitoring" && peer.PodSelector is not null,
        "redis" => IsOwn(peer) && Label(peer.PodSelector, "app.kubernetes.io/name") == "meshsilo",
        _ => false,
    };

    private static IEnumerable<V1NetworkPolicyPeer> PeersOf(ManifestSet set, Workload workload, int port) =>
        from policy in set.Policies
        where workload.Matches(policy.Spec.PodSelector.MatchLabels)
        from rule in policy.Spec.Ingress ?? []
        where rule.Ports is null or [] || rule.Ports.Any(p => p.Port?.Value == $"{port}")
        from peer in rule.FromProperty is null or [] ? [new V1NetworkPolicyPeer()] : rule.FromProperty
        select peer;

    // Pods of this namespace.
    private static bool IsOwn(V1NetworkPolicyPeer peer) => peer is { NamespaceSelector: null, IpBlock: null, PodSelector.MatchLabels.Count: > 0 };

    private static bool HasPort(Workload workload, string port) => workload.Containers.SelectMany(c => c.Ports ?? []).Any(p => $"{p.ContainerPort}" == port);

    // The relay's port stands in the policy of all silos; only builds with workers have it.
    private static bool IsOfAnother(string port) => port == "8093";

    private static string? Label(V1LabelSelector? selector, string name) => selector?.MatchLabels?.TryGetValue(name, out var value) == true ? value : null;

    private static string Describe(V1NetworkPolicyPeer peer) =>
        string.Join(" ", new[] { peer.IpBlock?.Cidr, Words(peer.NamespaceSelector), Words(peer.PodSelector) }.Where(w => w is not null).DefaultIfEmpty("everybody"));

    private static string? Words(V1LabelSelector? selector) => selector is null ? null : string.Join(",", (selector.MatchLabels ?? new Dictionary<string, string>()).Select(l => $"{l.Key}={l.Value}"));
}
