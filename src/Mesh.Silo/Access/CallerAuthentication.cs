using Grpc.AspNetCore.Server;
using Mesh.Contracts.Errors;
using Mesh.Silo.Api.Grpc;
using Mesh.Silo.Api.OpenAI;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Access;

/// <summary>Lets requests in before anything of them is read. Once there are keys, metrics and health at the admin door, which tell nothing of callers, are open.</summary>
internal sealed class CallerAuthentication(RequestDelegate next, CallerCheck callers, OpenAIGuard guard, GrpcErrors errors)
{
    // Kubernetes' gRPC probes cannot send a key, and learn nothing but whether this silo serves.
    private const string HealthCheck = "/grpc.health.v1.Health/Check";

    /// <summary>Lets a request in with its caller, or refuses it in the door's own form.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context) is { } refuse)
        {
            try
            {
                callers.Check(context);
            }
            catch (MeshException e)
            {
                await refuse(context, e.Error);
                return;
            }
        }

        await next(context);
    }

    // How a request is refused here; null where anybody who reaches the door may ask.
    private Func<HttpContext, MeshError, Task>? Refusal(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } call)
        {
            return call.Method.FullName == HealthCheck ? null : errors.WriteAsync;
        }

        // Without keys metrics are for this machine's programs too: a web page in its browser is none of them.
        var door = context.Features.Get<DoorFeature>()?.Door;
        return door == Door.OpenAI || (door == Door.Admin && callers.IsKeyless) ? guard.FailAsync : null;
    }
}
