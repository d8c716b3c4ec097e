using k8s.Models;
using Mesh.Silo.Hosting;

namespace Mesh.Kubernetes.Tests.Manifests;

/// <summary>The environment that a silo's container gets.</summary>
internal static class PodVariables
{
    public const string Address = "10.1.2.3";

    private const string Prefix = "MESH_";

    /// <summary>Every variable with the value that it has in a pod.</summary>
    public static IReadOnlyDictionary<string, string> Of(ManifestSet set, Workload workload)
    {
        var values = new Dictionary<string, string>();
        foreach (var map in (workload.Silo!.EnvFrom ?? []).Select(e => set.All<V1ConfigMap>().Single(c => c.Metadata.Name == e.ConfigMapRef.Name)))
        {
            map.Data.ToList().ForEach(p => values[p.Key] = p.Value);
        }

        // As the kubelet does it: $(NAME) stands for a variable that was written before in 'env'.
        var written = new Dictionary<string, string>();
        foreach (var variable in workload.Silo.Env)
        {
            written[variable.Name] = written.Aggregate(Value(variable), (text, p) => text.Replace($"$({p.Key})", p.Value, StringComparison.Ordinal));
        }

        written.ToList().ForEach(p => values[p.Key] = p.Value);
        return values;
    }

    /// <summary>The mesh's settings in a pod.</summary>
    public static MeshSettings SettingsOf(ManifestSet set, Workload workload) => MeshSettings.From(
        Of(set, workload).Where(p => p.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(p => MeshCommandLine.KeyOf(NameOf(p.Key)), p => (string?)p.Value));

    /// <summary>Variables that begin like settings and are none.</summary>
    public static IEnumerable<string> Unknown(ManifestSet set, Workload workload) =>
        Of(set, workload).Keys.Where(k => k.StartsWith(Prefix, StringComparison.Ordinal) && !MeshCommandLine.Names.Contains(NameOf(k)));

    private static string NameOf(string variable) => variable[Prefix.Length..].Replace('_', '-').ToLowerInvariant();

    private static string Value(V1EnvVar variable) => variable.ValueFrom switch
    {
        null => variable.Value,
        { FieldRef.FieldPath: "metadata.name" } => "meshsilo-pod-1",
        { FieldRef.FieldPath: "status.podIP" } => Address,
        { FieldRef.FieldPath: "spec.nodeName" } => "gpu-1",
        { SecretKeyRef: { Name: "meshsilo-redis", Key: "connection" } } => "meshsilo-redis:6379,password=not-a-password",
        _ => throw new NotSupportedException($"{variable.Name} comes from something that the tests do not know"),
    };
}
