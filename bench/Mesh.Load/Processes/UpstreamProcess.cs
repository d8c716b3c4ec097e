using System.Text;
using System.Text.Json.Nodes;
using Mesh.Silo.Hosting;

namespace Mesh.Load.Processes;

/// <summary>A fake upstream as a process, held by its control path.</summary>
internal sealed class UpstreamProcess : IDisposable
{
    // It may be busy with what it is asked at once.
    private static readonly HttpClient s_http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly string[] _arguments;
    private ChildProcess _process;

    private UpstreamProcess(int port, string[] arguments) => (Port, _arguments, _process) = (port, arguments, Begin(port, arguments));

    /// <summary>The port, which it keeps when it is started again.</summary>
    public int Port { get; }

    /// <summary>The API's root.</summary>
    public string Url => $"http://127.0.0.1:{Port}/v1";

    /// <summary>Starts one on a free port.</summary>
    public static async Task<UpstreamProcess> StartAsync(params string[] arguments)
    {
        var upstream = new UpstreamProcess(FreePorts.Next(), arguments);
        await upstream._process.AnswersAsync(new Uri($"{upstream.Url}/models"));
        return upstream;
    }

    /// <summary>Ends it without warning.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Starts it again; its counts begin anew.</summary>
    public async Task RestartAsync()
    {
        _process.Dispose();
        _process = Begin(Port, _arguments);
        await _process.AnswersAsync(new Uri($"{Url}/models"));
    }

    /// <summary>Tells it what to do; gives its counts.</summary>
    public async Task<JsonNode> ControlAsync(string wish)
    {
        using var content = new StringContent(wish, Encoding.UTF8, "application/json");
        using var response = await s_http.PostAsync(new Uri($"http://127.0.0.1:{Port}/control"), content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return answer["error"] is { } error ? throw new InvalidOperationException($"the upstream does not take {wish}: {error}") : answer;
    }

    /// <summary>Its counts.</summary>
    public Task<JsonNode> CountsAsync() => ControlAsync("{}");

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static ChildProcess Begin(int port, string[] arguments) =>
        ChildProcess.Start("Mesh.FakeUpstream.dll", Directory.GetCurrentDirectory(), ["--port", $"{port}", .. arguments]);
}
