using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Trust;

/// <summary>The credential that follows from secrets. The process's certificate is issued here and renewed each day.</summary>
internal sealed class SecretCredential
{
    private static readonly TimeSpan s_renewal = TimeSpan.FromDays(1);
    private readonly ClusterAuthority _authority;
    private readonly X509Certificate2Collection _accepted;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private Credential _current;
    private DateTimeOffset _issuedAt;

    /// <summary>Derives the authorities.</summary>
    /// <exception cref="ArgumentException">The text holds no secret that is good enough.</exception>
    public SecretCredential(string text, string cluster, TimeProvider time)
    {
        var authorities = ClusterSecret.Parse(text).Select(s => ClusterAuthority.Derive(s, cluster)).ToArray();
        _authority = authorities[0];
        _accepted = [.. authorities.Select(a => a.Certificate)];
        _time = time;
        _current = Issue(time.GetUtcNow());
    }

    /// <summary>The credential for a handshake that begins now.</summary>
    public Credential Current
    {
        get
        {
            lock (_lock)
            {
                // A clock that was set back counts as one that went on.
                var now = _time.GetUtcNow();
                return (now - _issuedAt).Duration() < s_renewal ? _current : _current = Issue(now);
            }
        }
    }

    private Credential Issue(DateTimeOffset now)
    {
        _issuedAt = now;
        return new Credential(SslStreamCertificateContext.Create(_authority.Issue(now), additionalCertificates: null, offline: true), _accepted);
    }
}
