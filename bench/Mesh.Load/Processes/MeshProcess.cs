using Mesh.Silo.Hosting;

namespace Mesh.Load.Processes;

/// <summary>A mesh as its user starts it: a process of its own with a catalogue, reached over its sockets.</summary>
internal sealed class MeshProcess : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-load-").FullName;
    private readonly string _admin = Address();
    private readonly ChildProcess _process;

    private MeshProcess(string catalog, IEnumerable<string> options)
    {
        var file = Path.Combine(_folder, "catalog.yaml");
        File.WriteAllText(file, catalog);
        _process = ChildProcess.Start("Mesh.Silo.dll", _folder, ["--http", HttpUrl, "--grpc", GrpcUrl, "--admin", _admin, "--catalog", file, .. options]);
        Http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = new Uri(HttpUrl), Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Address of the OpenAI door.</summary>
    public string HttpUrl { get; } = Address();

    /// <summary>Address of the gRPC door.</summary>
    public string GrpcUrl { get; } = Address();

    /// <summary>A client of the OpenAI door.</summary>
    public HttpClient Http { get; }

    /// <summary>Memory that it holds in bytes.</summary>
    public long ResidentBytes => _process.ResidentBytes;

    /// <summary>Bytes in its data folder.</summary>
    public long DataBytes => new DirectoryInfo(Path.Combine(_folder, "data")).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    /// <summary>Starts one and waits until it is ready.</summary>
    public static async Task<MeshProcess> StartAsync(string catalog, params IEnumerable<string> options)
    {
        var mesh = new MeshProcess(catalog, options);
        try
        {
            await mesh._process.AnswersAsync(new Uri($"{mesh._admin}/health/ready"));
        }
        catch
        {
            mesh.Dispose();
            throw;
        }

        return mesh;
    }

    /// <summary>Its metrics now.</summary>
    public async Task<MetricsPage> MetricsAsync()
    {
        // The exporter repeats an answer that is younger than 300 ms.
        await Task.Delay(350);
        return new MetricsPage(await Http.GetStringAsync(new Uri($"{_admin}/metrics")));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Address() => $"http://127.0.0.1:{FreePorts.Next()}";
}
