using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Trust;

/// <summary>Whether a certificate is one of the cluster's.</summary>
internal static class PeerCheck
{
    /// <summary>The rules of the chain: up to the cluster's authorities and no others, and nothing is asked of other machines.</summary>
    public static X509ChainPolicy PolicyFor(Credential credential, DateTimeOffset now)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            VerificationTime = now.UtcDateTime,
        };
        policy.CustomTrustStore.AddRange(credential.Authorities);
        return policy;
    }

    /// <summary>The end of a handshake: the chain held, and the name is the cluster's.</summary>
    public static bool Accept(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None && certificate is X509Certificate2 peer && CarriesName(peer);

    /// <summary>Why peers would refuse a credential's own certificate; null when they would not.</summary>
    public static string? FaultOf(Credential credential, DateTimeOffset now)
    {
        var own = credential.Own.TargetCertificate;
        if (!CarriesName(own))
        {
            return $"does not carry the DNS name '{ClusterTrust.PeerName}'. Issue it with subjectAltName=DNS:{ClusterTrust.PeerName}.";
        }

        using var chain = new X509Chain { ChainPolicy = PolicyFor(credential, now) };
        chain.ChainPolicy.ExtraStore.AddRange(credential.Own.IntermediateCertificates.ToArray());
        return chain.Build(own)
            ? null
            : $"would be refused by other silos: {string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation.Trim()).Distinct())}. Issue it anew by the cluster's authority.";
    }

    private static bool CarriesName(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames()).Contains(ClusterTrust.PeerName, StringComparer.OrdinalIgnoreCase);
}
