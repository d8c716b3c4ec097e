using System.Net;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Catalog;
using Mesh.Grains.Fabric;
using Mesh.Grains.Workers;
using Mesh.Load;
using Mesh.Providers.Egress;
using Mesh.Silo.Hosting;
using Mesh.Silo.Tests.Api;
using Mesh.Trust;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Relay;

/// <summary>A worker with engines, and another silo's way to its relay.</summary>
internal sealed class RelayWorker : IAsyncDisposable
{
    /// <summary>The node of a worker that is alone.</summary>
    public const string Node = "gpu-1";

    private const string Secret = "a secret of thirty-two characters, and more";

    private static readonly TimeSpan s_connect = TimeSpan.FromMinutes(1);
    private readonly UpstreamHttp _http = new(Trust().ForClient);

    private readonly KnownEngines _engines;
    private int _disposed;

    private RelayWorker(RunningMesh mesh, KnownEngines engines) => (Mesh, _engines) = (mesh, engines);

    public RunningMesh Mesh { get; }

    /// <summary>The relay's root.</summary>
    public Uri Root => new($"https://{Mesh.Settings.Relay}");

    private static ClusterTrust Trust() => ClusterTrust.FromSecret(Secret, "mesh", TimeProvider.System);

    public static async Task<RelayWorker> StartAsync(KnownEngines engines) => new(
        await RunningMesh.StartAsync(
            configure: settings =>
            {
                (settings.Role, settings.Node) = ("worker", engines.Node);
                Share(settings);
            },
            services: services => services.AddSingleton<ILocalEngines>(engines)),
        engines);

    /// <summary>Gives a mesh the secret that the silos of these tests share.</summary>
    public static void Share(MeshSettings settings)
    {
        var file = Path.Combine(Path.GetDirectoryName(settings.Data)!, "secret");
        File.WriteAllText(file, Secret);
        settings.ClusterSecret = $"file:{file}";
    }

    /// <summary>Starts an edge that knows the engines of workers as the fabric would tell it.</summary>
    public static async Task<RunningMesh> EdgeAsync(string catalog, params RelayWorker[] workers)
    {
        var edge = await RunningMesh.StartAsync(catalog, Share);
        var known = edge.Services.GetRequiredService<LiveEngines>();
        var reports = workers.SelectMany(w => w._engines.Reports.Select(r => r with { Relay = w.Root.AbsoluteUri })).ToArray();
        foreach (var report in reports)
        {
            known.Take(report.Node, 1, report);
        }

        await Waiting.UntilAsync(() => edge.Services.GetRequiredService<CatalogView>().Current.Endpoints.Values.Count(e => e.Engine is not null) == reports.Length);
        return edge;
    }

    /// <summary>How the catalogue's provider is reached through an engine's relay.</summary>
    public ProviderEntry Provider(string engine, ProviderEntry? provider = null) =>
        (provider ?? new ProviderEntry { Name = "engine", Kind = ProviderKind.OpenAICompatible }) with { BaseUrl = new Uri(Root, $"/relay/{engine}/v1"), IsRelay = true };

    /// <summary>Asks as another silo does.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default) =>
        _http.SendAsync(request, Provider("any"), s_connect, cancellationToken);

    /// <summary>Posts a chat to an engine.</summary>
    public Task<HttpResponseMessage> ChatAsync(string engine, string body, CancellationToken cancellationToken = default) =>
        SendAsync(Request(HttpMethod.Post, $"/relay/{engine}/v1/chat/completions", body), cancellationToken);

    /// <summary>A request to the relay.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string? body = null) => new(method, new Uri(Root, path))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
    };

    /// <inheritdoc/>
    /// <remarks>A test may do so before its end.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _http.Dispose();
            await Mesh.DisposeAsync();
        }
    }
}
