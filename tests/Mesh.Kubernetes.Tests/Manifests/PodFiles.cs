using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s.Models;
using Mesh.Keys;
using Mesh.Kubernetes.Tests.Rules;

namespace Mesh.Kubernetes.Tests.Manifests;

/// <summary>The files that a silo's container finds, in a folder of this machine, so that the process's own check can look at them.</summary>
internal sealed class PodFiles : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("mesh-pod-").FullName;

    public PodFiles(ManifestSet set, Workload workload)
    {
        foreach (var mount in workload.Silo!.VolumeMounts)
        {
            var folder = Directory.CreateDirectory(_root + mount.MountPath).FullName;
            var volume = workload.Pod.Volumes.Single(v => v.Name == mount.Name);
            if (volume.ConfigMap is { } map)
            {
                set.All<V1ConfigMap>().Single(c => c.Metadata.Name == map.Name).Data.ToList().ForEach(f => File.WriteAllText(Path.Combine(folder, f.Key), f.Value));
            }
            else if (volume.Secret is { } secret)
            {
                Write(set, secret.SecretName, folder);
            }
        }
    }

    /// <summary>Where a path of the container is here; anything else stays as it is.</summary>
    public string? Here(string? path) => path switch
    {
        ['/', ..] => _root + path,
        _ when path?.StartsWith("file:/", StringComparison.Ordinal) == true => "file:" + _root + path["file:".Length..],
        _ => path,
    };

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static void Write(ManifestSet set, string secret, string folder)
    {
        if (set.OfKind("Certificate").SingleOrDefault(c => c.Spec["secretName"]!.GetValue<string>() == secret) is { } certificate)
        {
            WriteCertificate([.. certificate.Spec["dnsNames"]!.AsArray().Select(n => n!.GetValue<string>())], folder);
            return;
        }

        if (secret == "meshsilo-keys")
        {
            var file = Path.Combine(folder, "keys.yaml");
            new KeyFile(file).Add(new KeyRequest("test"), Pepper.FindOrCreate(file, _ => null), DateTimeOffset.UtcNow);
            return;
        }

        foreach (var key in PodSecrets.KeysOf(set, secret) ?? [])
        {
            File.WriteAllText(Path.Combine(folder, key), RandomNumberGenerator.GetHexString(64));
        }
    }

    // As cert-manager hands it out: the certificate, its key, and the authority that signed it.
    private static void WriteCertificate(string[] names, string folder)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var authority = authorityRequest.CreateSelfSigned(from, to);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        names.ToList().ForEach(alternatives.AddDnsName);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var certificate = request.Create(authority, from, to, [7]);
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "ca.crt"), authority.ExportCertificatePem());
    }
}
