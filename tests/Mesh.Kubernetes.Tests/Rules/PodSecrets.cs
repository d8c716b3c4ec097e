using Mesh.Kubernetes.Tests.Manifests;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>The Secrets that pods find: those that k8s/secrets makes, and those of cert-manager where it takes part.</summary>
internal static class PodSecrets
{
    private static readonly string[] s_certificate = ["tls.crt", "tls.key", "ca.crt"];

    /// <summary>Secrets and their keys as k8s/secrets makes them; docs/kubernetes.md has the same table.</summary>
    public static IReadOnlyDictionary<string, string[]> Made { get; } = new Dictionary<string, string[]>
    {
        ["meshsilo-keys"] = ["keys.yaml", "keys.yaml.pepper"],
        ["meshsilo-cluster"] = ["secret"],
        ["meshsilo-redis"] = ["connection", "auth.conf"],
    };

    /// <summary>What a Secret holds in a build; null when nobody makes it.</summary>
    public static string[]? KeysOf(ManifestSet set, string secret) =>
        set.OfKind("Certificate").Any(c => c.Spec["secretName"]!.GetValue<string>() == secret) ? s_certificate : Made.GetValueOrDefault(secret);

    /// <summary>Whether a Secret is there and holds a key; whether it is there at all when none is named.</summary>
    public static bool Has(ManifestSet set, string secret, string? key) => KeysOf(set, secret) is { } keys && (key is null || keys.Contains(key));
}
