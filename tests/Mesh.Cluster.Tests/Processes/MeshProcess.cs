using System.Text;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using MeshSilo.V1;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A mesh as its user starts it: a process of its own, reached over its sockets.</summary>
public sealed class MeshProcess : IAsyncDisposable
{
    private readonly GrpcChannel _admin;

    private MeshProcess(RunningProcess process, string http, string grpc, string admin)
    {
        Process = process;
        (Http, GrpcUrl, AdminUrl) = (new HttpClient { BaseAddress = new Uri(http), Timeout = TimeSpan.FromMinutes(3) }, grpc, admin);
        _admin = GrpcChannel.ForAddress(admin, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(new HttpClientHandler()), HttpVersion = System.Net.HttpVersion.Version11 });
        Admin = new AdminService.AdminServiceClient(_admin);
    }

    public RunningProcess Process { get; }

    public HttpClient Http { get; }

    public string GrpcUrl { get; }

    public string AdminUrl { get; }

    public AdminService.AdminServiceClient Admin { get; }

    /// <summary>The variables that give a mesh free addresses, with none of the keys that it would discover.</summary>
    public static Dictionary<string, string> FreeAddresses() => new()
    {
        ["MESH_HTTP"] = Address(),
        ["MESH_GRPC"] = Address(),
        ["MESH_ADMIN"] = Address(),
    };

    public static RunningProcess Begin(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string folder) =>
        RunningProcess.StartBuilt("Mesh.Silo.dll", arguments, environment, folder);

    /// <summary>Starts one in a folder and waits until it says that it is ready.</summary>
    public static async Task<MeshProcess> StartAsync(string folder, params string[] arguments)
    {
        var addresses = FreeAddresses();
        var process = Begin(arguments, addresses, folder);
        try
        {
            await process.SaysAsync("MeshSilo is ready");
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        return new MeshProcess(process, addresses["MESH_HTTP"], addresses["MESH_GRPC"], addresses["MESH_ADMIN"]);
    }

    public async Task<string> AskAsync(string model)
    {
        using var content = new StringContent($$"""{"model":"{{model}}","messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync("/v1/chat/completions", content);
        return await response.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _admin.Dispose();
        await Process.DisposeAsync();
    }

    private static string Address() => $"http://127.0.0.1:{ProcessPorts.Next()}";
}
