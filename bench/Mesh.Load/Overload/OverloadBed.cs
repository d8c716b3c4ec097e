using System.Globalization;
using System.Net;
using System.Text;
using Mesh.Load.Proxies;
using Mesh.Silo.Hosting;

namespace Mesh.Load.Overload;

/// <summary>A capped upstream and a mesh before it, each a process of its own, and the client that asks.</summary>
internal sealed class OverloadBed : IAsyncDisposable
{
    private const string Body = """{"model":"m","messages":[{"role":"user","content":"All the world is a stage, and all the men and women merely players."}]}""";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-overload-").FullName;
    private readonly HttpClient _client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 8192 });
    private readonly int _upstreamPort = FreePorts.Next();
    private readonly int _meshPort = FreePorts.Next();
    private PeerProcess? _upstream;
    private PeerProcess? _mesh;

    /// <summary>Process id of the mesh.</summary>
    public int Mesh => _mesh!.Id;

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
            await bed.DisposeAsync();
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

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var peer in (PeerProcess?[])[_mesh, _upstream])
        {
            if (peer is not null)
            {
                await peer.DisposeAsync();
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        _upstream = await PeerProcess.StartDotnetAsync(_upstreamPort, _folder, "Mesh.Load.dll", "serve-capped", _upstreamPort.ToString(CultureInfo.InvariantCulture));
        var catalog = Path.Combine(_folder, "catalog.yaml");
        await File.WriteAllTextAsync(catalog, $$"""
            providers:
              capped: { kind: openai-compatible, baseUrl: "http://127.0.0.1:{{_upstreamPort}}/v1" }
            models:
              m: { price: { in: 1, out: 2 } }
            endpoints:
              m-api: { provider: capped, model: m, limits: { concurrency: {{CappedUpstream.Cap}} } }
            """);
        _mesh = await PeerProcess.StartDotnetAsync(
            _meshPort, _folder, "Mesh.Silo.dll", "--catalog", catalog, "--http", $"http://127.0.0.1:{_meshPort}", "--grpc", $"http://127.0.0.1:{FreePorts.Next()}", "--admin", $"http://127.0.0.1:{FreePorts.Next()}");
        using var patience = new CancellationTokenSource(s_patience);
        while (await AskAsync(patience.Token) != AnswerKind.Answered)
        {
            await Task.Delay(100, patience.Token);
        }
    }
}
