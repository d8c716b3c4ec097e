using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Mesh.Client.Conversations;
using Mesh.Client.Reviews;
using Mesh.Client.Tasks;
using Mesh.Client.Transport;
using V1 = MeshSilo.V1;

namespace Mesh.Client;

/// <summary>A connection to a mesh, for programs without a service container. Its clients live as long as it does.</summary>
public sealed class MeshConnection : IDisposable
{
    private readonly GrpcChannel _channel;

    /// <summary>Makes one; it connects with the first call.</summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">An option is wrong; names it with its mend.</exception>
    public MeshConnection(MeshClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        MeshClientOptionsCheck.ThrowIfWrong(options);
        var settings = new GrpcChannelOptions { HttpHandler = MeshTransport.Handler(options), DisposeHttpClient = true };
        MeshTransport.Apply(options, settings);
        _channel = GrpcChannel.ForAddress(options.Address, settings);
        var calls = _channel.Intercept(new BearerKey(options.Key));
        ChatService = new V1.ChatService.ChatServiceClient(calls);
        Models = new V1.ModelService.ModelServiceClient(calls);
        Routes = new V1.RouteService.RouteServiceClient(calls);
        Quality = new V1.QualityService.QualityServiceClient(calls);
        Reviews = new MeshReviewClient(new V1.ReviewService.ReviewServiceClient(calls), options, time);
        Chat = new MeshChatClient(ChatService, options, time);
        Conversations = new MeshConversationClient(new V1.ConversationService.ConversationServiceClient(calls), options, time);
        Tasks = new MeshTaskClient(new V1.TaskService.TaskServiceClient(calls), options, time);
        Embeddings = new MeshEmbeddingGenerator(new V1.EmbeddingService.EmbeddingServiceClient(calls), options, time);
    }

    /// <summary>Chat.</summary>
    public MeshChatClient Chat { get; }

    /// <summary>Embeddings.</summary>
    public MeshEmbeddingGenerator Embeddings { get; }

    /// <summary>Conversations that the mesh keeps.</summary>
    public MeshConversationClient Conversations { get; }

    /// <summary>Long tasks.</summary>
    public MeshTaskClient Tasks { get; }

    /// <summary>Chat in the mesh's own form.</summary>
    public V1.ChatService.ChatServiceClient ChatService { get; }

    /// <summary>Models and endpoints.</summary>
    public V1.ModelService.ModelServiceClient Models { get; }

    /// <summary>Routes and explanations.</summary>
    public V1.RouteService.RouteServiceClient Routes { get; }

    /// <summary>How good models are, and feedback on decisions.</summary>
    public V1.QualityService.QualityServiceClient Quality { get; }

    /// <summary>What was handed over to people, and their answers.</summary>
    public MeshReviewClient Reviews { get; }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();
}
