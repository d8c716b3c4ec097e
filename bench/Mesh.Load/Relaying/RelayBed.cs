using System.Globalization;
using System.Security.Cryptography;
using Mesh.Load.Processes;
using Mesh.Load.Proxies;
using Mesh.Silo.Hosting;

namespace Mesh.Load.Relaying;

/// <summary>An engine, a silo that asks it itself, and an edge that asks it through a worker: each its own process, edge and worker over a Redis of their own.</summary>
internal sealed class RelayBed : IDisposable
{
    /// <summary>The silo that asks the engine itself.</summary>
    public const string Local = "no hop";

    /// <summary>The edge with the worker behind it.</summary>
    public const string Relayed = "through a relay";

    private const string Models = """
        models:
          unary: { capabilities: [text], price: { in: 1, out: 2 } }
          burst: { capabilities: [text], price: { in: 1, out: 2 } }
          paced: { capabilities: [text], price: { in: 1, out: 2 } }
        """;

    private readonly List<ChildProcess> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-relay-").FullName;
    private readonly int _engine = FreePorts.Next();
    private readonly int _redis = FreePorts.Next();

    private RelayBed()
    {
    }

    /// <summary>The engine alone, then both ways to it.</summary>
    public List<LoadTarget> Targets { get; } = [];

    /// <summary>Starts it and waits until the edge knows the worker's engine.</summary>
    public static async Task<RelayBed> StartAsync()
    {
        var bed = new RelayBed();
        try
        {
            await bed.AddAsync();
            return bed;
        }
        catch
        {
            bed.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        // The silos before their Redis.
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task AddAsync()
    {
        var upstream = Add(ChildProcess.Start(ChildProcess.Own, _folder, "serve-upstream", $"{_engine}"));
        await upstream.ListensAsync(_engine);
        Targets.Add(new LoadTarget("direct", _engine, upstream, upstream));
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret"), Convert.ToHexString(RandomNumberGenerator.GetBytes(32)));
        await Add(ChildProcess.StartProgram("redis-server", _folder, ["--port", $"{_redis}", "--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", ""])).ListensAsync(_redis);

        var (local, localPort, _) = await SiloAsync("local", await CatalogAsync("local", $"baseUrl: \"http://127.0.0.1:{_engine}/v1\"", "provider: engine"));
        Targets.Add(new LoadTarget(Local, localPort, local, upstream));

        var catalog = await CatalogAsync("cluster", "local: true, baseUrl: \"http://127.0.0.1:8000/v1\"", "provider: engine, node: \"gpu-*\"");
        var (worker, _, _) = await SiloAsync("gpu-1", catalog, [.. Cluster(), "--role", "worker", "--engines", $"http://127.0.0.1:{_engine}"]);
        var (edge, edgePort, _) = await SiloAsync("edge-1", catalog, [.. Cluster(), "--role", "edge"]);
        var relayed = new LoadTarget(Relayed, edgePort, edge, upstream, Behind: worker);
        await AnswersAsync(relayed);
        Targets.Add(relayed);
    }

    private string[] Cluster() => ["--redis", $"127.0.0.1:{_redis}", "--cluster-secret", $"file:{Path.Combine(_folder, "secret")}"];

    private async Task<string> CatalogAsync(string name, string provider, string endpoint)
    {
        var file = Path.Combine(_folder, $"{name}.yaml");
        await File.WriteAllTextAsync(file, $$"""
            providers:
              engine: { kind: openai-compatible, {{provider}} }
            {{Models}}
            endpoints:
              unary-e: { {{endpoint}}, model: unary }
              burst-e: { {{endpoint}}, model: burst }
              paced-e: { {{endpoint}}, model: paced }
            """);
        return file;
    }

    private async Task<(ChildProcess Process, int Http, string Admin)> SiloAsync(string node, string catalog, params string[] more)
    {
        var (http, admin) = (FreePorts.Next(), $"http://127.0.0.1:{FreePorts.Next()}");
        var process = Add(ChildProcess.Start("Mesh.Silo.dll", _folder, [
            "--catalog", catalog, "--node", node, "--data", Path.Combine(_folder, node), "--http", $"http://127.0.0.1:{http}", "--grpc", $"http://127.0.0.1:{FreePorts.Next()}", "--admin", admin, .. more,
        ]));
        await process.AnswersAsync(new Uri($"{admin}/health/ready"));
        return (process, http, admin);
    }

    // The edge hears of the engine from the worker, which has to find it first.
    private static async Task AnswersAsync(LoadTarget target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var connection = await WireConnection.OpenAsync(target.Port, patience.Token);
            if (await connection.ExchangeAsync(target.Chat("unary", 300, streaming: false), new FrameWatch(), patience.Token) == 200)
            {
                return;
            }

            await Task.Delay(100, patience.Token);
        }
    }

    private ChildProcess Add(ChildProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
