using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Mesh.Trust;

/// <summary>
/// The authority that follows from a cluster's secret and name: whoever knows both has the same key, so nothing is handed out and
/// certificates work in one way only, whether an operator issues them or the processes do.
/// </summary>
internal sealed class ClusterAuthority : IDisposable
{
    // Clocks of machines differ; a certificate lives past its renewal so that a peer whose clock is behind or ahead takes it all the same.
    private static readonly TimeSpan s_before = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_after = TimeSpan.FromDays(2);

    // Order of the group of P-256 (FIPS 186-5; SEC 2, section 2.4.2).
    private static readonly BigInteger s_order = new(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"), isUnsigned: true, isBigEndian: true);
    private readonly ECDsa _key;

    private ClusterAuthority(ECDsa key)
    {
        _key = key;
        Certificate = SelfSigned(key);
    }

    /// <summary>The authority's certificate, without its key. Each process signs its own copy; name and key, which count, are alike.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Derives the authority: HKDF-SHA256 (RFC 5869) gives 384 bits, which become a private key as in FIPS 186-5, A.2.1.</summary>
    public static ClusterAuthority Derive(string secret, string cluster)
    {
        var material = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 48, salt: Encoding.UTF8.GetBytes(cluster), info: "meshsilo cluster authority 1"u8.ToArray());
        var scalar = (new BigInteger(material, isUnsigned: true, isBigEndian: true) % (s_order - 1)) + 1;
        var bytes = scalar.ToByteArray(isUnsigned: true, isBigEndian: true);
        var padded = new byte[32];
        bytes.CopyTo(padded, padded.Length - bytes.Length);
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = padded });
        CryptographicOperations.ZeroMemory(material);
        CryptographicOperations.ZeroMemory(padded);
        return new ClusterAuthority(key);
    }

    /// <summary>Issues a certificate with a key of its own, to be renewed each day.</summary>
    public X509Certificate2 Issue(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={ClusterTrust.PeerName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ClusterTrust.PeerName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01);
        using var bare = request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), now - s_before, now + s_after, serial);
        return bare.CopyWithPrivateKey(key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    // The key's fingerprint is part of the name, so that authorities of two secrets are not taken for each other.
    private static X509Certificate2 SelfSigned(ECDsa key)
    {
        var fingerprint = Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()), 0, 8);
        var request = new CertificateRequest($"CN=MeshSilo cluster {fingerprint}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.Create(
            request.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero),
            [1]);
    }
}
