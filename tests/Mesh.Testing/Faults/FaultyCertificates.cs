using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Testing.Faults;

/// <summary>Certificates for localhost that no careful client takes.</summary>
public static class FaultyCertificates
{
    /// <summary>In its time, but of its own authority.</summary>
    public static X509Certificate2 Untrusted() => Make(-1, 30);

    /// <summary>Of its own authority, and its time is over.</summary>
    public static X509Certificate2 Expired() => Make(-30, -1);

    private static X509Certificate2 Make(int fromDays, int toDays)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        using var made = request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));

        // A key that lives in memory alone serves no handshake on some systems; exported and read back it does.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
