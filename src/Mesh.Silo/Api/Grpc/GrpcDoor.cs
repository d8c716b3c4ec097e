using Mesh.Silo.Hosting;

namespace Mesh.Silo.Api.Grpc;

/// <summary>The gRPC door; administration goes by gRPC-Web at the admin door, which speaks HTTP/1.1 for its scrapers.</summary>
internal static class GrpcDoor
{
    private const int MaxMessageBytes = 32 * 1024 * 1024;

    /// <summary>Adds its parts.</summary>
    public static IServiceCollection AddGrpcDoor(this IServiceCollection services)
    {
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxMessageBytes;
            options.Interceptors.Add<ErrorInterceptor>();
        });
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks().AddCheck<CatalogHealth>("catalog");
        return services;
    }

    /// <summary>Maps its services.</summary>
    public static void MapGrpcDoor(this WebApplication app)
    {
        app.UseGrpcWeb();
        var door = new DoorAttribute(Door.Grpc);
        app.MapGrpcService<ChatGrpcService>().WithMetadata(door);
        app.MapGrpcService<EmbeddingGrpcService>().WithMetadata(door);
        app.MapGrpcService<ModelGrpcService>().WithMetadata(door);
        app.MapGrpcService<RouteGrpcService>().WithMetadata(door);
        app.MapGrpcHealthChecksService().WithMetadata(door);
        app.MapGrpcReflectionService().WithMetadata(door);
        app.MapGrpcService<AdminGrpcService>().EnableGrpcWeb().WithMetadata(new DoorAttribute(Door.Admin));
    }
}
