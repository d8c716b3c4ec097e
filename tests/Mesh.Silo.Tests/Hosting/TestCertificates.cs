using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Silo.Tests.Hosting;

internal static class TestCertificates
{
    /// <summary>A certificate for localhost that signs itself.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>Writes a self-signed certificate for localhost and its key; gives its thumbprint.</summary>
    public static string Write(string certificateFile, string keyFile)
    {
        using var certificate = SelfSigned();
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        return certificate.Thumbprint;
    }

    /// <summary>Writes a certificate for localhost with the intermediate that issued it, as authorities hand them out; gives the intermediate's thumbprint.</summary>
    public static string WriteChain(string certificateFile, string keyFile)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("CN=Mesh test root", rootKey).CreateSelfSigned(from, to);
        using var issued = Authority("CN=Mesh test issuer", issuerKey).Create(root, from, to, [1]);
        using var issuer = issued.CopyWithPrivateKey(issuerKey);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).Create(issuer, from, to, [2]);
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem() + "\n" + issuer.ExportCertificatePem());
        return issuer.Thumbprint;
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request;
    }
}
