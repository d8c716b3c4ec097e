using k8s.Models;
using Mesh.Kubernetes.Tests.Manifests;
using Mesh.Trust;

namespace Mesh.Kubernetes.Tests.Rules;

/// <summary>Certificates carry the names under which they are asked for, and only the cluster's authority makes silos.</summary>
internal static class CertificateRules
{
    /// <summary>The doors' certificate has the names of every Service over silos, and of what Prometheus asks for.</summary>
    public static IEnumerable<string> Doors(ManifestSet set)
    {
        foreach (var certificate in set.OfKind("Certificate").Where(c => c.Name == "meshsilo-tls"))
        {
            var services = set.All<V1Service>().Where(s => set.Silos.Any(w => w.Matches(s.Spec.Selector))).Select(s => $"{s.Metadata.Name}.{s.Metadata.NamespaceProperty}.svc");
            var asked = set.OfKind("ServiceMonitor").SelectMany(m => m.Spec["endpoints"]!.AsArray()).Select(e => e!["tlsConfig"]?["serverName"]?.GetValue<string>()).OfType<string>();
            foreach (var name in services.Concat(asked).Except(NamesOf(certificate)))
            {
                yield return $"Certificate/{certificate.Name} lacks the name {name}";
            }
        }
    }

    /// <summary>The silos' certificate has the name that silos ask of each other, serves both ends, and has an issuer of its own.</summary>
    public static IEnumerable<string> Silos(ManifestSet set)
    {
        var certificates = set.OfKind("Certificate").ToArray();
        foreach (var certificate in certificates.Where(c => c.Name == "meshsilo-cluster"))
        {
            if (!NamesOf(certificate).SequenceEqual([ClusterTrust.PeerName]))
            {
                yield return $"Certificate/{certificate.Name} must have the name {ClusterTrust.PeerName} and no other";
            }

            var usages = certificate.Spec["usages"]!.AsArray().Select(u => u!.GetValue<string>()).ToArray();
            if (!usages.Contains("server auth") || !usages.Contains("client auth"))
            {
                yield return $"Certificate/{certificate.Name} must be good for both ends of a connection";
            }

            if (certificates.Any(c => c != certificate && IssuerOf(c) == IssuerOf(certificate)))
            {
                yield return $"Certificate/{certificate.Name}: its authority signs others too, and each of them would be a silo";
            }
        }
    }

    private static IEnumerable<string> NamesOf(CustomObject certificate) => certificate.Spec["dnsNames"]!.AsArray().Select(n => n!.GetValue<string>());

    private static string IssuerOf(CustomObject certificate) => certificate.Spec["issuerRef"]!["name"]!.GetValue<string>();
}
