using Google.Protobuf.Reflection;
using Grpc.AspNetCore.HealthChecks;
using Mesh.Silo.Api.Requests;
using Mesh.Silo.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>The gRPC door; administration goes by gRPC-Web at the admin door, which speaks HTTP/1.1 for its scrapers.</summary>
internal static class GrpcDoor
{
    private const string Live = "process";
    private const string Ready = "catalog";
    private const int MaxMessageBytes = 32 * 1024 * 1024;

    /// <summary>Adds its parts.</summary>
    public static IServiceCollection AddGrpcDoor(this IServiceCollection services)
    {
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxMessageBytes;
            options.Interceptors.Add<ErrorInterceptor>();
        });
        services.AddSingleton<Feedback>().AddSingleton<ReviewSending>().AddSingleton<GrpcErrors>().AddSingleton<Watching>();
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(MapHealth)
            .AddCheck(Live, () => HealthCheckResult.Healthy())
            .AddCheck<ReadyHealth>(Ready);
        return services;
    }

    // "" is the whole silo; probes name "liveness" or "readiness", clients a service.
    private static void MapHealth(GrpcHealthChecksOptions options)
    {
        options.Services.Clear();
        options.Services.Map("liveness", check => check.Name == Live);
        foreach (var name in (string[])["", "readiness", .. Services().Select(s => s.FullName)])
        {
            options.Services.Map(name, check => check.Name == Ready);
        }
    }

    private static IEnumerable<ServiceDescriptor> Services() =>
        [
            V1.ChatService.Descriptor, V1.ConversationService.Descriptor, V1.EmbeddingService.Descriptor, V1.ModelService.Descriptor, V1.QualityService.Descriptor, V1.ReviewService.Descriptor,
            V1.RouteService.Descriptor, V1.TaskService.Descriptor,
        ];

    /// <summary>Maps its services.</summary>
    public static void MapGrpcDoor(this WebApplication app)
    {
        app.UseGrpcWeb();
        var door = new DoorAttribute(Door.Grpc);
        app.MapGrpcService<ChatGrpcService>().WithMetadata(door);
        app.MapGrpcService<ConversationGrpcService>().WithMetadata(door);
        app.MapGrpcService<EmbeddingGrpcService>().WithMetadata(door);
        app.MapGrpcService<ModelGrpcService>().WithMetadata(door);
        app.MapGrpcService<QualityGrpcService>().WithMetadata(door);
        app.MapGrpcService<ReviewGrpcService>().WithMetadata(door);
        app.MapGrpcService<RouteGrpcService>().WithMetadata(door);
        app.MapGrpcService<TaskGrpcService>().WithMetadata(door);
        app.MapGrpcHealthChecksService().WithMetadata(door);
        app.MapGrpcReflectionService().WithMetadata(door);
        app.MapGrpcService<AdminGrpcService>().EnableGrpcWeb().WithMetadata(new DoorAttribute(Door.Admin));
        app.MapGrpcService<RouterGrpcService>().EnableGrpcWeb().WithMetadata(new DoorAttribute(Door.Admin));
    }
}
