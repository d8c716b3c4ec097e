using System.Diagnostics;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using MeshSilo.V1;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>One silo of a cluster, as a process of its own. It keeps its name and its addresses when it is started again.</summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private static readonly Dictionary<string, string> s_environment = new() { ["Logging__Console__FormatterOptions__SingleLine"] = "true" };
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private readonly string _folder;
    private readonly string[] _arguments;
    private readonly NetworkCell? _cell;
    private readonly GrpcChannel _admin;
    private RunningProcess? _process;

    /// <summary>Gives a silo its place; it is not started yet.</summary>
    /// <param name="name">Its node's name.</param>
    /// <param name="folder">Where it runs and keeps what it must remember.</param>
    /// <param name="arguments">Its options beside those of its addresses.</param>
    /// <param name="cell">The network that it lives in, where it is to be cut off; null for this machine's.</param>
    /// <param name="host">Address at which other silos reach it.</param>
    public SiloProcess(string name, string folder, IEnumerable<string> arguments, NetworkCell? cell = null, string host = "127.0.0.1")
    {
        (Name, _folder, _cell) = (name, folder, cell);
        Directory.CreateDirectory(folder);
        (HttpUrl, GrpcUrl, AdminUrl) = (Address(), Address(), Address());
        (SiloPort, RelayPort, GatewayPort) = (ProcessPorts.Next(), ProcessPorts.Next(), ProcessPorts.Next());
        _arguments =
        [
            "--node", name, "--http", HttpUrl, "--grpc", GrpcUrl, "--admin", AdminUrl,
            "--silo", $"{host}:{SiloPort}", "--relay", $"{host}:{RelayPort}", "--gateway", $"{host}:{GatewayPort}", .. arguments,
        ];
        Http = Client(HttpUrl, TimeSpan.FromMinutes(5));
        Health = Client(AdminUrl, TimeSpan.FromSeconds(10));
        _admin = GrpcChannel.ForAddress(AdminUrl, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(new HttpClientHandler()), HttpVersion = System.Net.HttpVersion.Version11 });
        Admin = new AdminService.AdminServiceClient(_admin);
    }

    /// <summary>Its node's name.</summary>
    public string Name { get; }

    /// <summary>Address of the OpenAI door.</summary>
    public string HttpUrl { get; }

    /// <summary>Address of the gRPC door.</summary>
    public string GrpcUrl { get; }

    /// <summary>Address of the admin door.</summary>
    public string AdminUrl { get; }

    /// <summary>Port at which other silos reach it.</summary>
    public int SiloPort { get; }

    /// <summary>Port at which other silos reach its engines.</summary>
    public int RelayPort { get; }

    /// <summary>Port at which Orleans clients reach it.</summary>
    public int GatewayPort { get; }

    /// <summary>A client of the OpenAI door.</summary>
    public HttpClient Http { get; }

    /// <summary>A client of the admin door that does not wait for long.</summary>
    public HttpClient Health { get; }

    /// <summary>The admin service.</summary>
    public AdminService.AdminServiceClient Admin { get; }

    /// <summary>The process as it runs now, or as it ended.</summary>
    /// <exception cref="InvalidOperationException">It was not started yet.</exception>
    public RunningProcess Process => _process ?? throw new InvalidOperationException($"{Name} was not started");

    /// <summary>Starts it, also after its end; it may take some seconds to be ready.</summary>
    /// <param name="more">Options for this start alone.</param>
    public async Task BeginAsync(params string[] more)
    {
        if (_process is { } ended)
        {
            await ended.DisposeAsync();
        }

        string[] program = ["dotnet", Path.Combine(AppContext.BaseDirectory, "Mesh.Silo.dll"), .. _arguments, .. more];
        program = _cell?.Inside(program) ?? program;
        _process = RunningProcess.Start(program[0], program[1..], s_environment, _folder);
    }

    /// <summary>Starts it and waits until it is ready: one in a network of its own, whose doors are not reached from here, until it says so, and a worker there until it serves an engine.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time.</exception>
    public async Task StartAsync()
    {
        await BeginAsync();
        await Process.SaysAsync("MeshSilo is ready");
        if (_cell is not null)
        {
            if (_arguments.Contains("worker"))
            {
                await Process.SaysAsync("it serves");
            }

            return;
        }

        await UntilReadyAsync();
    }

    /// <summary>Waits until its readiness probe passes.</summary>
    public async Task UntilReadyAsync()
    {
        for (var began = Stopwatch.GetTimestamp(); !await IsReadyAsync(); await Task.Delay(50))
        {
            if (Process.HasEnded || Stopwatch.GetElapsedTime(began) > s_patience)
            {
                throw new InvalidOperationException($"{Name} is not ready but:\n{Process.Output}");
            }
        }
    }

    /// <summary>Whether it takes new work, as a balancer asks.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await Health.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Health.Dispose();
        _admin.Dispose();
        if (_process is { } process)
        {
            await process.DisposeAsync();
        }
    }

    private static string Address() => $"http://127.0.0.1:{ProcessPorts.Next()}";

    private static HttpClient Client(string url, TimeSpan timeout) =>
        new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = new Uri(url), Timeout = timeout };
}
