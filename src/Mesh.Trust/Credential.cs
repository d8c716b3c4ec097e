using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Trust;

/// <summary>What this process shows to its peers, and whose certificates it accepts.</summary>
/// <param name="Own">The certificate that is shown, with the chain sent beside it.</param>
/// <param name="Authorities">The authorities that peers must chain to.</param>
internal sealed record Credential(SslStreamCertificateContext Own, X509Certificate2Collection Authorities);
