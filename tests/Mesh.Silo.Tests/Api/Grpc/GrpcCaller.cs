using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Load;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

/// <summary>The generated clients on one connection to a mesh's gRPC door.</summary>
internal sealed class GrpcCaller : IAsyncDisposable
{
    private GrpcCaller(GrpcChannel channel) => Channel = channel;

    public GrpcChannel Channel { get; }

    public V1.ChatService.ChatServiceClient Chat => new(Channel);

    public V1.ConversationService.ConversationServiceClient Conversations => new(Channel);

    public V1.EmbeddingService.EmbeddingServiceClient Embeddings => new(Channel);

    public V1.ModelService.ModelServiceClient Models => new(Channel);

    public V1.QualityService.QualityServiceClient Quality => new(Channel);

    public V1.RouteService.RouteServiceClient Routes => new(Channel);

    public static GrpcCaller Open(RunningMesh mesh) => new(GrpcChannel.ForAddress(mesh.Settings.Grpc));

    public static V1.ChatRequest Ask(string model = "m", string text = "hello") =>
        new() { Model = model, Messages = { new V1.Message { Role = V1.Role.User, Parts = { new V1.Part { Text = text } } } } };

    public static V1.StreamRequest Stream(V1.ChatRequest chat, params V1.Signal[] accepts) => new() { Chat = chat, Accepts = { accepts } };

    /// <summary>All events, and the fault that ended the call if one did.</summary>
    public static async Task<(IReadOnlyList<V1.StreamResponse> Events, RpcException? Fault)> ReadAsync(AsyncServerStreamingCall<V1.StreamResponse> call)
    {
        var events = new List<V1.StreamResponse>();
        try
        {
            await foreach (var e in call.ResponseStream.ReadAllAsync())
            {
                events.Add(e);
            }
        }
        catch (RpcException e)
        {
            return (events, e);
        }

        return (events, null);
    }

    /// <summary>Says how well an answer was, and says it again where it could not be counted in time, as callers are told to: it counts once.</summary>
    public async Task<V1.SendFeedbackResponse> JudgeAsync(V1.SendFeedbackRequest request)
    {
        for (var left = 20; ; left--)
        {
            try
            {
                return await Quality.SendFeedbackAsync(request);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && left > 0)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>The fault of a call that is to fail.</summary>
    public static async Task<RpcException> FaultAsync<T>(AsyncUnaryCall<T> call) => await Assert.ThrowsAsync<RpcException>(async () => await call);

    public static ErrorInfo Info(RpcException e) => e.GetRpcStatus()!.GetDetail<ErrorInfo>();

    public static string Field(RpcException e) => Assert.Single(e.GetRpcStatus()!.GetDetail<BadRequest>().FieldViolations).Field;

    public ValueTask DisposeAsync()
    {
        Channel.Dispose();
        return ValueTask.CompletedTask;
    }
}
