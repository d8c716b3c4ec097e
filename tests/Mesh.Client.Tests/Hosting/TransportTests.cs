using System.Net;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Mesh.Client.Transport;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Hosting;

public sealed class TransportTests
{
    [Fact]
    public async Task Reads_MeshUnavailable_AreTriedAgainAndChatsAreNot()
    {
        using var door = new RefusingDoor();
        using var channel = Channel(door);

        await Assert.ThrowsAsync<RpcException>(async () => await new V1.ModelService.ModelServiceClient(channel).ListModelsAsync(new V1.ListModelsRequest()));
        Assert.Equal(3, door.Calls.Count);
        door.Calls.Clear();

        await Assert.ThrowsAsync<RpcException>(async () => await new V1.ChatService.ChatServiceClient(channel).CompleteAsync(new V1.CompleteRequest()));
        await Assert.ThrowsAsync<RpcException>(async () => await new V1.EmbeddingService.EmbeddingServiceClient(channel).EmbedAsync(new V1.EmbedRequest()));
        Assert.Equal(2, door.Calls.Count);
    }

    [Fact]
    public async Task Key_CallHasItsOwnHeader_IsNotSentBesideIt()
    {
        using var door = new RefusingDoor();
        using var channel = Channel(door);
        var models = new V1.ModelService.ModelServiceClient(channel.Intercept(new BearerKey("mesh_a")));
        var own = new Metadata { { "authorization", "Bearer mesh_b" } };

        await Assert.ThrowsAsync<RpcException>(async () => await models.WatchEndpoints(new V1.WatchEndpointsRequest()).ResponseStream.MoveNext(CancellationToken.None));
        await Assert.ThrowsAsync<RpcException>(async () => await models.WatchEndpoints(new V1.WatchEndpointsRequest(), own).ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(["Bearer mesh_a", "Bearer mesh_b"], door.Calls);
        Assert.Single(own);
    }

    private static GrpcChannel Channel(RefusingDoor door)
    {
        var settings = new GrpcChannelOptions { HttpHandler = door };
        MeshTransport.Apply(new MeshClientOptions(), settings);
        return GrpcChannel.ForAddress("http://127.0.0.1:1", settings);
    }

    /// <summary>Answers UNAVAILABLE, and keeps each call's key.</summary>
    private sealed class RefusingDoor : HttpMessageHandler
    {
        public List<string> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Calls.Add(request.Headers.Authorization?.ToString() ?? "");
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Version = HttpVersion.Version20, Content = new ByteArrayContent([]), RequestMessage = request };
            response.Content.Headers.ContentType = new("application/grpc");
            response.Headers.Add("grpc-status", "14");
            return Task.FromResult(response);
        }
    }
}
