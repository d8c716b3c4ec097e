using System.Net.Security;
using Mesh.Trust;

namespace Mesh.Silo.Hosting;

/// <summary>The doors' certificate, followed while the process runs.</summary>
internal sealed class DoorCertificate(MeshSettings settings, TimeProvider time, ILogger<DoorCertificate> logger)
{
    private readonly FollowedFiles<SslStreamCertificateContext> _files =
        new([settings.TlsCert!, settings.TlsKey!], () => CertificateFiles.Read(settings.TlsCert!, settings.TlsKey!), time, logger);

    /// <summary>The certificate for a handshake that begins now, with the chain that is sent beside it.</summary>
    public SslStreamCertificateContext Current => _files.Current;
}
