using System.Net;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Workers;
using Mesh.Load;
using Mesh.Providers.Egress;
using Mesh.Trust;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Silo.Tests.Relay;

/// <summary>A worker with engines, and another silo's way to its relay.</summary>
internal sealed class RelayWorker : IAsyncDisposable
{
    /// <summary>The worker's node.</summary>
    public const string Node = "gpu-1";

    /// <summary>What the silos of these tests share.</summary>
    public const string Secret = "a secret of thirty-two characters, and more";

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(5);
    private readonly UpstreamHttp _http = new(Trust().ForClient);

    private RelayWorker(RunningMesh mesh) => Mesh = mesh;

    public RunningMesh Mesh { get; }

    /// <summary>The relay's root.</summary>
    public Uri Root => new($"https://{Mesh.Settings.Relay}");

    public static ClusterTrust Trust() => ClusterTrust.FromSecret(Secret, "mesh", TimeProvider.System);

    public static async Task<RelayWorker> StartAsync(KnownEngines engines) => new(await RunningMesh.StartAsync(
        configure: settings => (settings.Role, settings.Node) = ("worker", Node),
        services: services => services.AddSingleton<ILocalEngines>(engines).AddSingleton(Trust())));

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

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Mesh.DisposeAsync();
    }
}
