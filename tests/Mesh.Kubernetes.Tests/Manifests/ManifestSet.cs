using k8s;
using k8s.Models;

namespace Mesh.Kubernetes.Tests.Manifests;

/// <summary>The objects of one build. Tests may change them: each build is read anew.</summary>
internal sealed class ManifestSet
{
    // Kinds that operators add; everything else must be one that the client library knows.
    private static readonly string[] s_operators = ["keda.sh/", "monitoring.coreos.com/", "cert-manager.io/"];

    private readonly List<object> _core;

    private ManifestSet(List<object> core, IReadOnlyList<CustomObject> custom) => (_core, Custom) = (core, custom);

    /// <summary>Objects of Kubernetes' own kinds.</summary>
    public IReadOnlyList<object> Core => _core;

    /// <summary>Objects of operators' kinds.</summary>
    public IReadOnlyList<CustomObject> Custom { get; }

    public IReadOnlyList<Workload> Workloads => field ??= [.. Core.Select(AsWorkload).OfType<Workload>()];

    public IEnumerable<Workload> Silos => Workloads.Where(w => w.Silo is not null);

    public IEnumerable<V1NetworkPolicy> Policies => All<V1NetworkPolicy>();

    /// <summary>Values that silos read as a whole from a ConfigMap.</summary>
    public IDictionary<string, string> Settings => All<V1ConfigMap>().Single(c => c.Metadata.Name.StartsWith("meshsilo-settings", StringComparison.Ordinal)).Data;

    /// <summary>Reads a build strictly: a field that its kind does not have is a mistake.</summary>
    public static ManifestSet Read(string yaml)
    {
        var custom = new List<CustomObject>();
        var core = new List<object>();
        foreach (var text in yaml.Split("\n---\n"))
        {
            var json = YamlDocuments.Read(text).Single();
            var version = json["apiVersion"]!.GetValue<string>();
            if (s_operators.Any(o => version.StartsWith(o, StringComparison.Ordinal)))
            {
                custom.Add(new CustomObject(json["kind"]!.GetValue<string>(), json));
            }
            else
            {
                core.AddRange(KubernetesYaml.LoadAllFromString(text, null, strict: true));
            }
        }

        return new ManifestSet(core, custom);
    }

    public void Add(object item) => _core.Add(item);

    public IEnumerable<T> All<T>() => Core.OfType<T>();

    public IEnumerable<CustomObject> OfKind(string kind) => Custom.Where(c => c.Kind == kind);

    public Workload Workload(string name) => Workloads.Single(w => w.Name == name);

    private static Workload? AsWorkload(object item) => item switch
    {
        V1Deployment d => new Workload("Deployment", d.Metadata.Name, d.Spec.Replicas, d.Spec.Selector.MatchLabels, d.Spec.Template),
        V1DaemonSet d => new Workload("DaemonSet", d.Metadata.Name, null, d.Spec.Selector.MatchLabels, d.Spec.Template),
        V1StatefulSet s => new Workload("StatefulSet", s.Metadata.Name, s.Spec.Replicas, s.Spec.Selector.MatchLabels, s.Spec.Template),
        _ => null,
    };
}
