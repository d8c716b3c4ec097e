using System.Globalization;
using System.Net;
using System.Text;
using Mesh.Load.Processes;
using Mesh.Silo.Hosting;

namespace Mesh.Load.Overload;

/// <summary>A capped upstream and a mesh before it, each a process of its own, and the client that asks.</summary>
internal sealed class OverloadBed : IDisposable
{
    private const string Body = """{"model":"m","messages":[{"role":"user","content":"All the world is a stage, and all the men and women merely players."}]}""";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-overload-").FullName;
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 8192 });
    private readonly int _upstreamPort = FreePorts.Next();
    private readonly int _meshPort = FreePorts.Next();
    private ChildProcess? _upstream;
    private ChildProcess? _mesh;

    /// <summary>The mesh.</summary>
    public ChildProcess Mesh => _mesh!;

    /// <summary>Starts both and waits until a question is answered.</summary>
    public static async Task<OverloadBed> StartAsync()
    {
        var bed = new OverloadBed();
        try
        {
            await bed.OpenAsync();
            return bed;
        }
        catch
        {
            bed.Dispose();
            throw;
        }
    }

    /// <summary>One question.</summary>
    public async Task<AnswerKind> AskAsync(CancellationToken cancellationToken)
    {
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri($"http://127.0.0.1:{_meshPort}/v1/chat/completions"), content, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var typed = response.StatusCode == HttpStatusCode.ServiceUnavailable
            && response.Headers.Contains("retry-after-ms")
            && body.Contains("\"code\":\"overloaded\"", StringComparison.Ordinal)
            && body.Contains("\"mesh_code\":\"no_capacity\"", StringComparison.Ordinal);
        return response.StatusCode == HttpStatusCode.OK ? AnswerKind.Answered : typed ? AnswerKind.Refused : AnswerKind.Failed;
    }

    /// <summary>Calls that the upstream has refused for being too many.</summary>
    public async Task<int> RefusedUpstreamAsync() =>
        int.Parse(await _client.GetStringAsync(new Uri($"http://127.0.0.1:{_upstreamPort}/refused")), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _client.Dispose();
        _mesh?.Dispose();
        _upstream?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        _upstream = ChildProcess.Start(ChildProcess.Own, _folder, "serve-capped", _upstreamPort.ToString(CultureInfo.InvariantCulture));
        await _upstream.ListensAsync(_upstreamPort);
        var catalog = Path.Combine(_folder, "catalog.yaml");
        await File.WriteAllTextAsync(catalog, $$"""
            providers:
              capped: { kind: openai-compatible, baseUrl: "http://127.0.0.1:{{_upstreamPort}}/v1" }
            models:
              m: { price: { in: 1, out: 2 } }
            endpoints:
              m-api: { provider: capped, model: m, limits: { concurrency: {{CappedUpstream.Cap}} } }
            """);
        _mesh = ChildProcess.Start(
            "Mesh.Silo.dll", _folder, "--catalog", catalog, "--http", $"http://127.0.0.1:{_meshPort}", "--grpc", $"http://127.0.0.1:{FreePorts.Next()}", "--admin", $"http://127.0.0.1:{FreePorts.Next()}");
        await _mesh.ListensAsync(_meshPort);
        using var patience = new CancellationTokenSource(s_patience);
        while (await AskAsync(patience.Token) != AnswerKind.Answered)
        {
            await Task.Delay(100, patience.Token);
        }
    }
}
