using Mesh.Contracts.Errors;
using Mesh.Silo.Api.OpenAI;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Access;

/// <summary>Lets requests in at the OpenAI door, before anything of them is read. gRPC calls are let in where their errors are written.</summary>
internal sealed class CallerAuthentication(RequestDelegate next, Admission admission, OpenAIGuard guard)
{
    /// <summary>Lets a request in with its caller, or refuses it in the door's own form.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<DoorFeature>()?.Door == Door.OpenAI)
        {
            try
            {
                admission.Admit(context);
            }
            catch (MeshException e)
            {
                await guard.FailAsync(context, e.Error);
                return;
            }
        }

        await next(context);
    }
}
