using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Mesh.Silo.Hosting;

/// <summary>
/// Tells the server what it would know of a handshake of its own: that the connection is behind TLS and speaks HTTP/2. Whose it is was
/// checked before, and nobody asks for the certificate again.
/// </summary>
internal sealed class RelayConnection : ITlsConnectionFeature, ITlsApplicationProtocolFeature
{
    /// <inheritdoc/>
    public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

    /// <inheritdoc/>
    public X509Certificate2? ClientCertificate { get; set; }

    /// <inheritdoc/>
    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
}
