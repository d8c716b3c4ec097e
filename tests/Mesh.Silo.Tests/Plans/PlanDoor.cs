using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Plans;

/// <summary>A mesh whose models all are one upstream's, provider <c>p</c>, with its callers at both doors.</summary>
/// <param name="answer">What the upstream says.</param>
/// <param name="catalog">The catalogue but for its provider.</param>
public abstract class PlanDoor(Func<UpstreamRequest, UpstreamReply> answer, string catalog) : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;

    private protected RunningMesh Mesh { get; private set; } = null!;

    private protected GrpcCaller Caller { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(answer);
        Mesh = await RunningMesh.StartAsync($$"""
            providers: { p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" } }
            {{catalog}}
            """);
        Caller = GrpcCaller.Open(Mesh);
    }

    public async Task DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }
}
