using System.Net.Sockets;
using Mesh.Grains.Admission;
using Mesh.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Mesh.Load;

/// <summary>A whole mesh on free ports of loopback, in this process, with its own data folder.</summary>
internal sealed class RunningMesh : IAsyncDisposable
{
    private const int MostStarts = 5;

    // The processes of tests say so: they are short of threads and time by what else they do, which is no load of the mesh.
    private static readonly bool s_isPatient = AppContext.TryGetSwitch("Mesh.Load.IsPatient", out var isPatient) && isPatient;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly WebApplication _app;
    private readonly string _folder;

    private RunningMesh(WebApplication app, MeshSettings settings, string folder)
    {
        _app = app;
        _folder = folder;
        Settings = settings;
        // A client that is done with an answer closes at once; by default it would read on for two seconds to save the connection.
        Http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = new Uri(settings.Http), Timeout = TimeSpan.FromSeconds(60) };
    }

    public MeshSettings Settings { get; }

    /// <summary>Address of the gRPC door.</summary>
    public string GrpcUrl => Settings.Grpc;

    /// <summary>Address of the admin door.</summary>
    public string AdminUrl => Settings.Admin;

    /// <summary>Address of the OpenAI door.</summary>
    public string HttpUrl => Settings.Http;

    /// <summary>The key file, which is there once a key is.</summary>
    public string KeyFile => Settings.KeyFile;

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public string CatalogFile => Path.Combine(_folder, "catalog.yaml");

    public static async Task<RunningMesh> StartAsync(string? catalog = null, Action<MeshSettings>? configure = null, Action<IServiceCollection>? services = null)
    {
        for (var left = MostStarts - 1; ; left--)
        {
            try
            {
                return await StartOnceAsync(catalog, configure, services);
            }
            catch (Exception e) when (IsAboutAPort(e) && left > 0)
            {
                // Another process has taken a port between the look and the listening: the next ports will do.
            }
        }
    }

    /// <summary>A catalogue with one model behind an upstream: 1 USD a million tokens in, 2 out.</summary>
    public static string Catalog(string url, string extra = "") => $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
          m: { capabilities: [text, image-in, tools, json-schema, logprobs, embeddings], context: 1000000, price: { in: 1, out: 2 } }
        endpoints:
          m-api: { provider: fake, model: m, upstreamModel: up-1 }
        {{extra}}
        """;

    public Task<HttpResponseMessage> PostAsync(string path, string json, CancellationToken cancellationToken = default) =>
        Http.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") },
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var patience = new CancellationTokenSource(s_patience);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<RunningMesh> StartOnceAsync(string? catalog, Action<MeshSettings>? configure, Action<IServiceCollection>? services)
    {
        var folder = Directory.CreateTempSubdirectory("mesh-test-").FullName;
        // Nobody has to turn away from it, and what a test has left under way is not waited for.
        var settings = new MeshSettings { Data = Path.Combine(folder, "data"), Http = Address(), Grpc = Address(), Admin = Address(), DrainNotice = 0, Drain = 0.5 };
        if (catalog is not null)
        {
            settings.Catalog = Path.Combine(folder, "catalog.yaml");
            await File.WriteAllTextAsync(settings.Catalog, catalog);
        }

        configure?.Invoke(settings);
        var app = MeshHost.Build(settings, s_isPatient ? Patient + services : services).MapDoors();
        try
        {
            await app.LookAtStoreAsync();
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new RunningMesh(app, settings, folder);
    }

    // What a busy machine makes late is neither shed nor given up.
    private static void Patient(IServiceCollection services) => services
        .AddSingleton<IThreadDelay, NoThreadDelay>()
        .PostConfigure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = s_patience);

    // A door tells it in one way, a silo's listener in another.
    private static bool IsAboutAPort(Exception e) =>
        e is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || (e.InnerException is { } inner && IsAboutAPort(inner));

    private static string Address() => $"http://127.0.0.1:{FreePorts.Next()}";

    private sealed class NoThreadDelay : IThreadDelay
    {
        public Task<TimeSpan> MeasureAsync() => Task.FromResult(TimeSpan.Zero);
    }
}
