using Microsoft.Extensions.Logging;

namespace Mesh.Trust;

/// <summary>
/// What certificate or secret files hold. They are looked at again at most once a second, and only when somebody asks, so that renewed
/// ones count without a restart; ones that cannot be used are told once and the former content stays.
/// </summary>
/// <typeparam name="T">What is read from them.</typeparam>
public sealed class FollowedFiles<T>
    where T : class
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private readonly IReadOnlyList<string> _files;
    private readonly Func<T> _read;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private DateTime[] _seen;
    private long _lookedAt;
    private T _current;
    private string? _told;

    /// <summary>Reads the files.</summary>
    /// <param name="files">Their paths; links are followed, since Kubernetes swaps one under a mounted secret.</param>
    /// <param name="read">Reads all of them into one value.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told of renewals.</param>
    /// <exception cref="Exception">Whatever <paramref name="read"/> throws.</exception>
    public FollowedFiles(IReadOnlyList<string> files, Func<T> read, TimeProvider time, ILogger logger)
    {
        (_files, _read, _time, _logger) = (files, read, time, logger);
        _seen = Written();
        _current = read();
        _lookedAt = time.GetTimestamp();
    }

    /// <summary>What the files hold, at most a second old. The former value is never disposed: a handshake that began with it may still be under way.</summary>
    public T Current
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

    private void LookAgain()
    {
        try
        {
            var written = Written();
            if (!written.AsSpan().SequenceEqual(_seen))
            {
                _current = _read();
                _seen = written;
                _told = null;
                TrustLog.Renewed(_logger, Names());
            }
        }
        catch (Exception e) when (CertificateFiles.IsUnusable(e))
        {
            if (_told != e.Message)
            {
                _told = e.Message;
                TrustLog.Refused(_logger, Names(), e.Message);
            }
        }
    }

    private string Names() => string.Join(", ", _files);

    private DateTime[] Written() => [.. _files.Select(f => (File.ResolveLinkTarget(f, returnFinalTarget: true) ?? new FileInfo(f)).LastWriteTimeUtc)];
}
