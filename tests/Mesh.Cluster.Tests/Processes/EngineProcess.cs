using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A fake engine as a process of its own, on loopback. It keeps its port when it is started again.</summary>
public sealed class EngineProcess : IAsyncDisposable
{
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly string[] _program;
    private RunningProcess _process;

    private EngineProcess(int port, NetworkCell? cell, string[] arguments)
    {
        Port = port;
        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Mesh.FakeUpstream.dll"), "--port", $"{port}", .. arguments];
        _program = cell?.Inside(program) ?? program;
        _process = Begin();
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Its root, as a worker is told.</summary>
    public string Root => $"http://127.0.0.1:{Port}";

    /// <summary>The process as it runs now.</summary>
    public RunningProcess Process => _process;

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="cell">The network that it lives in; null for this machine's.</param>
    /// <param name="arguments">Its options.</param>
    public static async Task<EngineProcess> StartAsync(NetworkCell? cell, params string[] arguments)
    {
        var engine = new EngineProcess(ProcessPorts.Next(), cell, arguments);
        await engine._process.SaysAsync(" at http");
        return engine;
    }

    /// <summary>Starts it again after its end.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = Begin();
        await _process.SaysAsync(" at http");
    }

    /// <summary>Tells it what to do; gives its counts.</summary>
    public async Task<JsonNode> ControlAsync(string wish)
    {
        using var content = new StringContent(wish, Encoding.UTF8, "application/json");
        using var response = await s_http.PostAsync(new Uri($"{Root}/control"), content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private RunningProcess Begin() => RunningProcess.Start(_program[0], _program[1..]);
}
