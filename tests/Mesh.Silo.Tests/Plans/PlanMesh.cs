using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Plans;

/// <summary>A mesh with plans over two models of an upstream, of which one fails.</summary>
internal sealed class PlanMesh : IAsyncDisposable
{
    private PlanMesh(FakeUpstream upstream, RunningMesh mesh) => (Upstream, Mesh, Caller) = (upstream, mesh, GrpcCaller.Open(mesh));

    public FakeUpstream Upstream { get; }

    public RunningMesh Mesh { get; }

    public GrpcCaller Caller { get; }

    /// <summary>A key with these scopes for each; with none, the mesh has no keys.</summary>
    public static async Task<(PlanMesh Mesh, IReadOnlyList<string> Keys)> StartAsync(params string[][] keys)
    {
        var (upstream, made) = (await FakeUpstream.StartAsync(Answer), new List<string>());
        var mesh = await RunningMesh.StartAsync(
            $$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{upstream.Url}}" }
            models:
              good:  { price: { in: 1, out: 2 } }
              bad:   { price: { in: 1, out: 2 } }
            endpoints:
              good-at:   { provider: p, model: good }
              bad-at:    { provider: p, model: bad }
              torn-at:   { provider: p, model: good, upstreamModel: bad }
            routes:
              r: { plan: { fallback: [{ model: bad }, { route: nested }] } }
              nested: { plan: { fallback: [{ model: bad }, { model: good-at, label: last }] } }
              moved: { plan: { fallback: [{ model: bad }, { route: torn }] } }
              torn: { balance: priority, candidates: [torn-at], fallbacks: [good-at] }
              poor: { budget: { maxCostUsd: 0.00001 }, candidates: [good-at] }
              kept: { candidates: [good-at], cache: { exact: { ttl: 1h } } }
            """,
            settings => made.AddRange(keys.Select(k => TestKeys.Add(settings.KeyFile, k))));
        return (new PlanMesh(upstream, mesh), made);
    }

    public async ValueTask DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Mesh.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static UpstreamReply Answer(UpstreamRequest request) => request.Model == "bad" ? UpstreamReply.Json("{}", 500) : ChatReplies.Answer(request, ["from ", request.Model]);
}
