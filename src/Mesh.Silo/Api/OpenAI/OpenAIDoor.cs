using Mesh.Contracts.Errors;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>The OpenAI-compatible door.</summary>
internal static class OpenAIDoor
{
    /// <summary>Adds its parts.</summary>
    public static IServiceCollection AddOpenAIDoor(this IServiceCollection services) =>
        services.AddSingleton<ChatCompletions>().AddSingleton<Embeddings>().AddSingleton<ModelList>();

    /// <summary>Maps its paths.</summary>
    public static void MapOpenAIDoor(this WebApplication app)
    {
        var api = app.MapGroup("/v1").WithMetadata(new DoorAttribute(Door.OpenAI));
        api.MapPost("/chat/completions", (ChatCompletions chat, HttpContext context) => Guarded(context, chat.ServeAsync));
        api.MapPost("/embeddings", (Embeddings embeddings, HttpContext context) => Guarded(context, embeddings.ServeAsync));
        api.MapGet("/models", (ModelList models, HttpContext context) => Guarded(context, c => models.List().ExecuteAsync(c)));
        api.MapGet("/models/{**id}", (ModelList models, string id, HttpContext context) => Guarded(context, c => models.Get(id).ExecuteAsync(c)));
        api.MapFallback("{**path}", context => Guarded(context, c => throw new MeshException(
            MeshErrorCode.NotFound, "unknown_url", $"{c.Request.Method} {c.Request.Path} is not served. This door has /v1/chat/completions, /v1/embeddings and /v1/models.")));
    }

    private static async Task Guarded(HttpContext context, Func<HttpContext, Task> serve)
    {
        try
        {
            await serve(context);
        }
        catch (MeshException e) when (!context.Response.HasStarted)
        {
            await OpenAIErrorObject.WriteAsync(context, e.Error);
        }
        catch (MeshException e)
        {
            await context.Response.Body.WriteAsync(OpenAIErrorObject.Event(e.Error), context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer; 499 is what access logs call it.
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }
        }
    }
}
