using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Mesh.Trust;

/// <summary>
/// The cluster's credential, and the one place that knows it. Silos, relays and Orleans clients speak TLS 1.3 to each other and both sides
/// show a certificate: it must chain to the cluster's authority, be in force, and carry the DNS name <see cref="PeerName"/>.
/// </summary>
public sealed class ClusterTrust
{
    /// <summary>The DNS name that every certificate of the cluster carries; an authority may so sign others beside them.</summary>
    public const string PeerName = "mesh-silo";

    private readonly Func<Credential> _current;
    private readonly TimeProvider _time;

    private ClusterTrust(Func<Credential> current, TimeProvider time) => (_current, _time) = (current, time);

    /// <summary>When the certificate that is shown now ends.</summary>
    public DateTimeOffset EndsAt => _current().Own.TargetCertificate.NotAfter;

    /// <summary>Trust by certificate files in PEM, which are followed while the process runs.</summary>
    /// <param name="certificateFile">The certificate, with intermediate ones behind it.</param>
    /// <param name="keyFile">Its key.</param>
    /// <param name="authorityFile">The authority or, while one replaces another, both.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told of renewals.</param>
    /// <exception cref="CryptographicException">A file is not PEM, or this process's own certificate would be refused by its peers.</exception>
    /// <exception cref="ArgumentException">Certificate and key do not belong together.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ClusterTrust FromCertificates(string certificateFile, string keyFile, string authorityFile, TimeProvider time, ILogger logger)
    {
        Credential Read()
        {
            var read = new Credential(CertificateFiles.Read(certificateFile, keyFile), CertificateFiles.ReadAll(authorityFile));
            return PeerCheck.FaultOf(read, time.GetUtcNow()) is { } fault ? throw new CryptographicException($"'{certificateFile}' {fault}") : read;
        }

        var files = new FollowedFiles<Credential>([certificateFile, keyFile, authorityFile], Read, time, logger);
        return new ClusterTrust(() => files.Current, time);
    }

    /// <summary>Trust by a secret in a file, which is followed while the process runs. See <see cref="FromSecret"/>.</summary>
    /// <exception cref="ArgumentException">The file holds no secret that is good enough.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ClusterTrust FromSecretFile(string file, string cluster, TimeProvider time, ILogger logger)
    {
        var secrets = new FollowedFiles<SecretCredential>([file], () => new SecretCredential(File.ReadAllText(file), cluster, time), time, logger);
        return new ClusterTrust(() => secrets.Current.Current, time);
    }

    /// <summary>Trust by a shared secret: each process issues a certificate of its own, signed by the authority that follows from the secret.</summary>
    /// <param name="secret">32 random characters or more; with several, one a line, the first is used and all are accepted.</param>
    /// <param name="cluster">The cluster's name: clusters of one secret do not trust each other.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">There is no secret that is good enough; the message says what to do and holds no part of it.</exception>
    public static ClusterTrust FromSecret(string secret, string cluster, TimeProvider time)
    {
        var credential = new SecretCredential(secret, cluster, time);
        return new ClusterTrust(() => credential.Current, time);
    }

    /// <summary>Trust of a process that is a cluster of its own: nobody else knows its secret.</summary>
    public static ClusterTrust OfOneProcess(TimeProvider time) => FromSecret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), "", time);

    /// <summary>How a handshake that begins now is done by the side that was called.</summary>
    public SslServerAuthenticationOptions ForServer()
    {
        var credential = _current();
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = credential.Own,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13,

            // A resumed session would skip the look at the certificate.
            AllowTlsResume = false,
            CertificateChainPolicy = PeerCheck.PolicyFor(credential, _time.GetUtcNow()),
            RemoteCertificateValidationCallback = PeerCheck.Accept,
        };
    }

    /// <summary>How a handshake that begins now is done by the side that calls.</summary>
    public SslClientAuthenticationOptions ForClient()
    {
        var credential = _current();
        return new SslClientAuthenticationOptions
        {
            TargetHost = PeerName,
            ClientCertificateContext = credential.Own,
            EnabledSslProtocols = SslProtocols.Tls13,
            AllowTlsResume = false,
            CertificateChainPolicy = PeerCheck.PolicyFor(credential, _time.GetUtcNow()),
            RemoteCertificateValidationCallback = PeerCheck.Accept,
        };
    }
}
