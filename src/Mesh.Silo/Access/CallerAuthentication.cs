using Mesh.Contracts.Access;
using Mesh.Silo.Api.OpenAI;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Access;

/// <summary>Finds out who is calling, before anything of the request is read.</summary>
internal sealed class CallerAuthentication(RequestDelegate next)
{
    /// <summary>Lets a request in with its caller, or refuses it in the door's own form.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<DoorFeature>()?.Door == Door.OpenAI)
        {
            if (KeylessRules.Check(context) is { } refusal)
            {
                await OpenAIErrorObject.WriteAsync(context, refusal);
                return;
            }
        }

        context.Features.Set(new CallerFeature(CallerIdentity.Loopback));
        await next(context);
    }
}
