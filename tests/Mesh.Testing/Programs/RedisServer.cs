using System.Diagnostics;

namespace Mesh.Testing.Programs;

/// <summary>A Redis on a socket in a folder of its own, so that it takes no port. It keeps every acknowledged write, and its folder while it is started again.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mesh-redis-");
    private readonly bool _durable;
    private Process _process;

    private RedisServer(bool durable)
    {
        _durable = durable;
        _process = Start();
    }

    /// <summary>Where it is found, in StackExchange.Redis' form.</summary>
    public string Connection => $"!{Path.Combine(_folder.FullName, "redis.sock")}";

    /// <summary>Its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts one and waits until it takes connections.</summary>
    /// <param name="durable">Whether it waits for its disk before it acknowledges a write.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or does not start.</exception>
    public static async Task<RedisServer> StartAsync(bool durable = false)
    {
        var server = new RedisServer(durable);
        await server.ReadyAsync();
        return server;
    }

    /// <summary>Ends it without warning and starts it again over what it kept.</summary>
    public async Task KillAndRestartAsync()
    {
        await KillAsync();
        _process.Dispose();
        _process = Start();
        await ReadyAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    private Process Start() => Process.Start(new ProcessStartInfo(
        ExternalProgram.Find(Program) ?? throw new InvalidOperationException($"'{Program}' is not installed (Debian: apt-get install redis-server)."),
        ["--port", "0", "--unixsocket", "redis.sock", "--dir", ".", "--save", "", "--appendonly", "yes", "--appendfsync", _durable ? "always" : "no"])
    {
        WorkingDirectory = _folder.FullName,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private async Task ReadyAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal) || line.Contains("ready to accept connections", StringComparison.Ordinal))
            {
                // What else it says must be read, or it would wait for that.
                _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException($"'{Program}' ended before it took connections.");
    }
}
