using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Silo.Hosting;

/// <summary>The doors' certificate. Its files are looked at again at most once a second, so that a renewed one is served without a restart.</summary>
internal sealed partial class DoorCertificate : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly TimeProvider _time;
    private readonly ILogger<DoorCertificate> _logger;
    private readonly Lock _lock = new();
    private SslStreamCertificateContext _current;
    private (DateTime Certificate, DateTime Key) _seen;
    private long _lookedAt;

    /// <summary>Loads the certificate.</summary>
    public DoorCertificate(MeshSettings settings, TimeProvider time, ILogger<DoorCertificate> logger)
    {
        (_certificateFile, _keyFile) = (settings.TlsCert!, settings.TlsKey!);
        _time = time;
        _logger = logger;
        _seen = Written();
        _current = Load(_certificateFile, _keyFile);
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>The certificate for a handshake that begins now, with the chain that is sent beside it.</summary>
    public SslStreamCertificateContext Current
    {
        get
        {
            lock (_lock)
            {
                if (_time.GetElapsedTime(_lookedAt) >= s_pause)
                {
                    _lookedAt = _time.GetTimestamp();
                    LookAgain();
                }

                return _current;
            }
        }
    }

    /// <summary>Loads a pair of PEM files.</summary>
    /// <exception cref="CryptographicException">They are not PEM.</exception>
    /// <exception cref="ArgumentException">They do not belong together.</exception>
    public static SslStreamCertificateContext Load(string certificateFile, string keyFile)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);

        // What the file holds is what is sent: nothing is asked of other machines.
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain, offline: true);
    }

    /// <summary>Whether a fault of <see cref="Load"/> tells of the files and not of the program; a key of another certificate is an ArgumentException.</summary>
    public static bool IsUnusable(Exception fault) => fault is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException;

    /// <inheritdoc/>
    public void Dispose() => _current.TargetCertificate.Dispose();

    // The former certificate is not disposed: handshakes that began with it may still be under way.
    private void LookAgain()
    {
        try
        {
            var written = Written();
            if (written != _seen)
            {
                _current = Load(_certificateFile, _keyFile);
                _seen = written;
                LogRenewed(_current.TargetCertificate.NotAfter);
            }
        }
        catch (Exception e) when (IsUnusable(e))
        {
            LogRefused(e.Message);
        }
    }

    // Through the link that Kubernetes swaps under a mounted secret.
    private (DateTime Certificate, DateTime Key) Written() => (WrittenAt(_certificateFile), WrittenAt(_keyFile));

    private static DateTime WrittenAt(string file) => (File.ResolveLinkTarget(file, returnFinalTarget: true) ?? new FileInfo(file)).LastWriteTimeUtc;

    [LoggerMessage(1, LogLevel.Information, "A renewed certificate is served; it ends at {End}")]
    private partial void LogRenewed(DateTime end);

    [LoggerMessage(2, LogLevel.Error, "The renewed certificate cannot be used and the former one stays: {Reason}")]
    private partial void LogRefused(string reason);
}
