using k8s.Models;

namespace Mesh.Kubernetes.Tests.Manifests;

/// <summary>What runs pods: a Deployment, a DaemonSet or a StatefulSet.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Name">Its name.</param>
/// <param name="Replicas">How many pods; null where that is left to others.</param>
/// <param name="Selector">Labels by which it knows its pods.</param>
/// <param name="Template">What its pods are.</param>
internal sealed record Workload(string Kind, string Name, int? Replicas, IDictionary<string, string> Selector, V1PodTemplateSpec Template)
{
    public V1PodSpec Pod => Template.Spec;

    public IDictionary<string, string> Labels => Template.Metadata.Labels;

    /// <summary>All containers, sidecars and init containers too.</summary>
    public IEnumerable<V1Container> Containers => [.. Pod.InitContainers ?? [], .. Pod.Containers];

    /// <summary>The container that runs a silo; null when none does.</summary>
    public V1Container? Silo => Pod.Containers.SingleOrDefault(c => c.Name == "silo");

    public bool IsEdge => Labels.TryGetValue("app.kubernetes.io/component", out var component) && component == "edge";

    /// <summary>Whether labels that are asked for are among those of the pods.</summary>
    public bool Matches(IDictionary<string, string>? wanted) => (wanted ?? new Dictionary<string, string>()).All(l => Labels.TryGetValue(l.Key, out var value) && value == l.Value);

    /// <summary>The value of a variable as it is written; null when it is not set.</summary>
    public string? Variable(string name) => Silo?.Env.SingleOrDefault(e => e.Name == name)?.Value;

    public override string ToString() => $"{Kind}/{Name}";
}
