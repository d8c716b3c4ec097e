using Mesh.Keys;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Access;

/// <summary>
/// The keys in force, read again within half a second of an edit. A mesh that has once had keys never falls back to serving
/// without: a file that cannot be used leaves the former keys in force, an empty one refuses everybody.
/// </summary>
internal sealed partial class KeySource : BackgroundService
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<KeySource> _logger;
    private volatile KeyRing? _ring;
    private string? _told;

    /// <summary>Reads the keys once, so that the first request meets them.</summary>
    /// <exception cref="KeyFileException">The file or the pepper cannot be used.</exception>
    public KeySource(MeshSettings settings, TimeProvider time, ILogger<KeySource> logger)
    {
        _path = settings.KeyFile;
        _time = time;
        _logger = logger;
        _ring = Load(_path);
    }

    /// <summary>The keys; null while the mesh has none and serves local callers only.</summary>
    public KeyRing? Current => _ring;

    /// <summary>Reads a key file; null when there is no key.</summary>
    /// <exception cref="KeyFileException">The file or the pepper cannot be used.</exception>
    public static KeyRing? Load(string path)
    {
        var entries = new KeyFile(path).Read();
        if (entries.Count == 0)
        {
            return null;
        }

        return Pepper.Find(path, Environment.GetEnvironmentVariable) is { } pepper
            ? new KeyRing(entries, pepper)
            : throw new KeyFileException($"'{path}' holds keys and there is no pepper: set {Pepper.Variable}, or put '{path}.pepper' back.");
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Reload();
        }
    }

    private void Reload()
    {
        try
        {
            _ring = Load(_path) ?? (_ring is null ? null : new KeyRing([], Pepper.From(new string('-', 32))));
            _told = null;
        }
        catch (KeyFileException e)
        {
            if (_told != e.Message)
            {
                LogRefused(e.Message);
                _told = e.Message;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Error, "The keys are not read and the former ones stay in force: {Reason}")]
    private partial void LogRefused(string reason);
}
