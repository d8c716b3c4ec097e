using System.Net;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Mesh.Load;
using Mesh.Silo.Hosting;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Strategies.Caching;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Caching;

/// <summary>A mesh whose routes may answer without a model, and its upstream: how often that was asked is what counts.</summary>
internal sealed class CachedMesh : IAsyncDisposable
{
    public const string Path = "/v1/chat/completions";

    private readonly bool _ownsUpstream;

    private CachedMesh(FakeUpstream upstream, RunningMesh mesh, bool ownsUpstream) => (Upstream, Mesh, _ownsUpstream) = (upstream, mesh, ownsUpstream);

    public FakeUpstream Upstream { get; }

    public RunningMesh Mesh { get; }

    /// <summary>Chats that came to the upstream.</summary>
    public int Chats => Upstream.Requests.Count(r => !IsEmbedding(r));

    /// <summary>Texts that it turned into vectors.</summary>
    public int Embeddings => Upstream.Requests.Count(IsEmbedding);

    /// <summary>Starts both.</summary>
    /// <param name="script">What the upstream answers to chats.</param>
    /// <param name="routes">The routes, over the model <c>m</c>.</param>
    /// <param name="configure">Further settings.</param>
    public static async Task<CachedMesh> StartAsync(Func<UpstreamRequest, UpstreamReply> script, string routes, Action<MeshSettings>? configure = null)
    {
        var upstream = await FakeUpstream.StartAsync(r => IsEmbedding(r) ? WordVectors.Answer(r) : script(r));
        return new CachedMesh(upstream, await RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url, routes), configure), ownsUpstream: true);
    }

    /// <summary>Starts one more silo before the same upstream.</summary>
    public async Task<CachedMesh> AddAsync(string routes, Action<MeshSettings> configure) =>
        new(Upstream, await RunningMesh.StartAsync(RunningMesh.Catalog(Upstream.Url, routes), configure), ownsUpstream: false);

    public static bool IsEmbedding(UpstreamRequest request) => request.Path.EndsWith("/embeddings", StringComparison.Ordinal);

    /// <summary>A chat of one message.</summary>
    public static string Ask(string route, string question, string more = "") => $$"""{"model":"{{route}}","messages":[{"role":"user","content":{{JsonSerializer.Serialize(question)}}}]{{more}}}""";

    public async Task<CachedReply> AskAsync(string body, params (string Name, string Value)[] headers)
    {
        using var response = await Mesh.SendAsync(HttpMethod.Post, Path, OpenAICaller.Json(body), headers);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new CachedReply(await response.Content.ReadAsStringAsync(), Header("x-mesh-cache"), Header("x-mesh-cost-usd"), Header("x-mesh-decision"));

        string? Header(string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }

    /// <summary>Waits until no answer is under way: those who have all of it know that a moment before the mesh lets go of it, and who asks meanwhile shares it.</summary>
    public static Task SettledAsync(RunningMesh mesh) => Waiting.UntilAsync(() => mesh.Services.GetRequiredService<SharedAnswers>().Count == 0, "no answer is under way");

    /// <summary>Drops what is kept of a tenant, as an operator does.</summary>
    public async Task<V1.ClearCacheResponse> ClearAsync(string tenant, string? key = null)
    {
        using var channel = GrpcChannel.ForAddress(Mesh.AdminUrl, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(new HttpClientHandler()), HttpVersion = HttpVersion.Version11 });
        return await new V1.AdminService.AdminServiceClient(channel).ClearCacheAsync(new V1.ClearCacheRequest { Tenant = tenant, Author = "test" }, key is null ? [] : new Metadata { { "authorization", $"Bearer {key}" } });
    }

    public async ValueTask DisposeAsync()
    {
        await Mesh.DisposeAsync();
        if (_ownsUpstream)
        {
            await Upstream.DisposeAsync();
        }
    }
}
