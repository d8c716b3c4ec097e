using Mesh.Silo.Hosting;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A real Redis on loopback that keeps every acknowledged write.</summary>
public sealed class RedisProcess : IAsyncDisposable
{
    private readonly RunningProcess _process;

    private RedisProcess(RunningProcess process, int port) => (_process, Connection) = (process, $"127.0.0.1:{port}");

    public string Connection { get; }

    public static async Task<RedisProcess> StartAsync(string folder)
    {
        var port = FreePorts.Next();
        var process = RunningProcess.Start("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", ""]);
        await process.SaysAsync("Ready to accept connections");
        return new RedisProcess(process, port);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
