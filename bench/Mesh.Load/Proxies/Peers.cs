using Mesh.Keys;
using Mesh.Load.Processes;
using Mesh.Silo.Hosting;

namespace Mesh.Load.Proxies;

/// <summary>The upstream and the proxies before it, each its own process.</summary>
internal sealed class Peers : IDisposable
{
    private readonly List<ChildProcess> _processes = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-peers-").FullName;

    private Peers()
    {
    }

    /// <summary>All of them; the upstream itself is first.</summary>
    public List<LoadTarget> Targets { get; } = [];

    /// <summary>Why somebody is missing; null when all are there.</summary>
    public string? Missing { get; private set; }

    /// <summary>Starts them.</summary>
    /// <param name="portkey">Folder in which Portkey's gateway is installed; null to leave it out.</param>
    public static async Task<Peers> StartAsync(string? portkey)
    {
        var peers = new Peers();
        try
        {
            var upstream = FreePorts.Next();
            await peers.AddAsync("direct", upstream, ChildProcess.Own, ["serve-upstream", $"{upstream}"]);
            var yarp = FreePorts.Next();
            await peers.AddAsync("YARP", yarp, ChildProcess.Own, ["serve-yarp", $"{yarp}", $"{upstream}"]);
            await peers.AddMeshAsync(upstream);
            await peers.AddPortkeyAsync(portkey, upstream);
            return peers;
        }
        catch
        {
            peers.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    // With a key, a vendor's limits and metrics, as a mesh in production has them.
    private async Task AddMeshAsync(int upstream)
    {
        var keyFile = Path.Combine(_folder, "keys.yaml");
        var (key, _) = new KeyFile(keyFile).Add(new KeyRequest("bench", "bench", "bench", [], null), Pepper.FindOrCreate(keyFile, _ => null), TimeProvider.System.GetUtcNow());
        var catalog = Path.Combine(_folder, "catalog.yaml");
        await File.WriteAllTextAsync(catalog, $$"""
            providers:
              upstream: { kind: openai-compatible, baseUrl: "http://127.0.0.1:{{upstream}}/v1" }
            models:
              unary: { capabilities: [text], price: { in: 1, out: 2 } }
              burst: { capabilities: [text], price: { in: 1, out: 2 } }
              paced: { capabilities: [text], price: { in: 1, out: 2 } }
            endpoints:
              unary-api: { provider: upstream, model: unary, limits: { rpm: 10000000, tpm: 1000000000, concurrency: 4000 } }
              burst-api: { provider: upstream, model: burst, limits: { rpm: 10000000, tpm: 1000000000, concurrency: 4000 } }
              paced-api: { provider: upstream, model: paced, limits: { rpm: 10000000, tpm: 1000000000, concurrency: 4000 } }
            """);
        var http = FreePorts.Next();
        await AddAsync("MeshSilo", http, "Mesh.Silo.dll", ["--catalog", catalog, "--data", _folder, "--http", $"http://127.0.0.1:{http}", "--grpc", $"http://127.0.0.1:{FreePorts.Next()}", "--admin", $"http://127.0.0.1:{FreePorts.Next()}"], $"Authorization: Bearer {key.Reveal()}\r\n");
    }

    private async Task AddPortkeyAsync(string? folder, int upstream)
    {
        if (folder is null || !File.Exists(Path.Combine(folder, "node_modules", "@portkey-ai", "gateway", "build", "start-server.js")))
        {
            Missing = "Portkey's gateway is left out: run 'npm ci --ignore-scripts' in bench/peers/portkey and give that folder with --portkey";
            return;
        }

        var port = FreePorts.Next();
        await AddAsync(
            "Portkey",
            port,
            ChildProcess.StartProgram("node", folder, ["node_modules/@portkey-ai/gateway/build/start-server.js", "--headless", $"--port={port}"]),
            $"x-portkey-provider: openai\r\nx-portkey-custom-host: http://127.0.0.1:{upstream}/v1\r\nAuthorization: Bearer none\r\n");
    }

    private Task AddAsync(string name, int port, string assembly, string[] arguments, string headers = "") =>
        AddAsync(name, port, ChildProcess.Start(assembly, _folder, arguments), headers);

    // The first process is the upstream.
    private async Task AddAsync(string name, int port, ChildProcess process, string headers)
    {
        _processes.Add(process);
        await process.ListensAsync(port);
        Targets.Add(new LoadTarget(name, port, process, _processes[0], headers));
    }
}
