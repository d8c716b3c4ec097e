using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing;

namespace Mesh.Silo.Tests.Api;

/// <summary>A mesh before an upstream that says "fine", for all tests of a class: those that ask and leave nothing behind.</summary>
public class DoorFixture : IAsyncLifetime
{
    internal FakeUpstream Upstream { get; private set; } = null!;

    internal RunningMesh Mesh { get; private set; } = null!;

    internal GrpcCaller Caller { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        Mesh = await RunningMesh.StartAsync(Catalog(Upstream.Url));
        Caller = GrpcCaller.Open(Mesh);
    }

    public async Task DisposeAsync()
    {
        await Caller.DisposeAsync();
        await Mesh.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>The catalogue's text; null for none.</summary>
    protected virtual string? Catalog(string url) => RunningMesh.Catalog(url);
}
