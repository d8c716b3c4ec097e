namespace Mesh.Cluster.Tests.Processes;

/// <summary>A real Redis that keeps every acknowledged write. It keeps its port and its folder when it is started again.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private readonly string[] _arguments;
    private RunningProcess _process;

    private RedisProcess(string address, int port, string folder, string[] settings)
    {
        (Address, Port) = (address, port);
        _arguments = ["--port", $"{port}", "--bind", address, "--protected-mode", "no", "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", "", .. settings];
        _process = RunningProcess.Start("redis-server", _arguments);
    }

    /// <summary>Its address.</summary>
    public string Address { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Where silos find it.</summary>
    public string Connection => $"{Address}:{Port}";

    /// <summary>The process as it runs now.</summary>
    public RunningProcess Process => _process;

    /// <summary>Starts one and waits until it takes connections.</summary>
    /// <param name="folder">Where it keeps its data.</param>
    /// <param name="address">Address that it listens on.</param>
    /// <param name="settings">Options that come after its usual ones.</param>
    public static async Task<RedisProcess> StartAsync(string folder, string address = "127.0.0.1", params string[] settings)
    {
        var redis = new RedisProcess(address, ProcessPorts.Next(), folder, settings);
        await redis._process.SaysAsync("Ready to accept connections");
        return redis;
    }

    /// <summary>Ends it without warning and starts it again after a while.</summary>
    public async Task BounceAsync(TimeSpan down)
    {
        await _process.KillAsync();
        await Task.Delay(down);
        await RestartAsync();
    }

    /// <summary>Starts it again after its end, over the data that it kept.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = RunningProcess.Start("redis-server", _arguments);
        await _process.SaysAsync("Ready to accept connections");
    }

    /// <summary>Gives a command, such as FLUSHALL; gives what it says, one line each.</summary>
    public async Task<string> CommandAsync(params string[] words)
    {
        await using var client = RunningProcess.Start("redis-cli", ["-h", Address, "-p", $"{Port}", .. words]);
        await client.EndAsync();
        return client.Output;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
