using Grpc.Core;
using Grpc.Core.Interceptors;
using Mesh.Client.Conversations;
using Mesh.Client.Reviews;
using Mesh.Client.Tasks;
using Mesh.Client.Transport;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Hosting;

/// <summary>Adds the mesh's client to a service container.</summary>
public static class MeshClientServiceCollectionExtensions
{
    /// <summary>
    /// Adds an <see cref="IChatClient"/>, an embedding generator, a <see cref="MeshConversationClient"/>, a <see cref="MeshReviewClient"/>, a <see cref="MeshTaskClient"/>, and the raw clients of
    /// the chat, conversation, embedding, model, review, route, quality and task services.
    /// Wrong options are told when a client is first asked for, and at start where the host checks options then.
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="configure">Sets the options, such as the address and the key.</param>
    public static IServiceCollection AddMeshClient(this IServiceCollection services, Action<MeshClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptionsWithValidateOnStart<MeshClientOptions>().Configure(configure ?? (_ => { }));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MeshClientOptions>, MeshClientOptionsCheck>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddService<V1.ChatService.ChatServiceClient>();
        services.AddService<V1.ConversationService.ConversationServiceClient>();
        services.AddService<V1.EmbeddingService.EmbeddingServiceClient>();
        services.AddService<V1.ModelService.ModelServiceClient>();
        services.AddService<V1.ReviewService.ReviewServiceClient>();
        services.AddService<V1.RouteService.RouteServiceClient>();
        services.AddService<V1.QualityService.QualityServiceClient>();
        services.AddService<V1.TaskService.TaskServiceClient>();
        services.TryAddSingleton(provider => new MeshChatClient(provider.GetRequiredService<V1.ChatService.ChatServiceClient>(), Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new MeshEmbeddingGenerator(provider.GetRequiredService<V1.EmbeddingService.EmbeddingServiceClient>(), Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new MeshConversationClient(provider.GetRequiredService<V1.ConversationService.ConversationServiceClient>(), Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new MeshReviewClient(provider.GetRequiredService<V1.ReviewService.ReviewServiceClient>(), Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new MeshTaskClient(provider.GetRequiredService<V1.TaskService.TaskServiceClient>(), Options(provider), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IChatClient>(provider => provider.GetRequiredService<MeshChatClient>());
        services.TryAddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => provider.GetRequiredService<MeshEmbeddingGenerator>());
        return services;
    }

    private static void AddService<TClient>(this IServiceCollection services)
        where TClient : ClientBase<TClient> => services
        .AddGrpcClient<TClient>((provider, client) => client.Address = new Uri(Options(provider).Address))
        .ConfigureChannel((provider, channel) => MeshTransport.Apply(Options(provider), channel))
        .ConfigurePrimaryHttpMessageHandler(provider => MeshTransport.Handler(Options(provider)))
        .AddInterceptor(provider => new BearerKey(Options(provider).Key));

    private static MeshClientOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<MeshClientOptions>>().Value;
}
