using Mesh.Contracts.Errors;
using Mesh.Silo.Api.OpenAI.Responses;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Api.OpenAI;

/// <summary>The OpenAI-compatible door.</summary>
internal static class OpenAIDoor
{
    private const int MaxToldPath = 200;

    /// <summary>Adds its parts.</summary>
    public static IServiceCollection AddOpenAIDoor(this IServiceCollection services) =>
        services.AddSingleton<OpenAIGuard>().AddSingleton<ChatCompletions>().AddSingleton<Embeddings>().AddSingleton<ModelList>().AddSingleton<ResponsesApi>().AddSingleton<FeedbackApi>().AddSingleton<ReviewAnswerApi>();

    /// <summary>Maps its paths.</summary>
    public static void MapOpenAIDoor(this WebApplication app)
    {
        app.Use(RefuseUnserved);
        var api = app.MapGroup("/v1").WithMetadata(new DoorAttribute(Door.OpenAI));
        api.MapPost("/chat/completions", (ChatCompletions chat, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, chat.ServeAsync));
        api.MapPost("/embeddings", (Embeddings embeddings, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, embeddings.ServeAsync));
        api.MapPost("/responses", (ResponsesApi responses, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, responses.CreateAsync));
        api.MapGet("/responses/{id}", (ResponsesApi responses, string id, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, c => responses.GetAsync(c, id)));
        api.MapDelete("/responses/{id}", (ResponsesApi responses, string id, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, c => responses.DeleteAsync(c, id)));
        api.MapPost("/responses/{id}/cancel", (ResponsesApi responses, string id, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, c => responses.CancelAsync(c, id)));
        api.MapPost("/feedback", (FeedbackApi feedback, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, feedback.ServeAsync));
        api.MapGet("/reviews/{id}", (ReviewAnswerApi reviews, string id, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, c => reviews.GetAsync(c, id)));
        api.MapGet("/models", (ModelList models, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, c => models.List().ExecuteAsync(c)));
        api.MapGet("/models/{**id}", (ModelList models, string id, OpenAIGuard guard, HttpContext context) => guard.ServeAsync(context, c => models.Get(id).ExecuteAsync(c)));
    }

    // Routing answers unknown paths and methods with an empty body, of which an SDK makes no sense.
    private static Task RefuseUnserved(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<DoorFeature>()?.Door != Door.OpenAI || context.GetEndpoint()?.Metadata.GetMetadata<DoorAttribute>() is not null)
        {
            return next(context);
        }

        var path = context.Request.Path.Value ?? "";
        return context.RequestServices.GetRequiredService<OpenAIGuard>().FailAsync(context, new MeshError
        {
            Code = MeshErrorCode.NotFound,
            Reason = "unknown_url",
            Message = $"{context.Request.Method} {path[..Math.Min(path.Length, MaxToldPath)]} is not served. This door has POST /v1/chat/completions, POST /v1/embeddings, POST /v1/responses, GET and DELETE /v1/responses/{{id}}, POST /v1/responses/{{id}}/cancel, POST /v1/feedback, GET /v1/reviews/{{id}}, GET /v1/models and GET /v1/models/{{id}}.",
        });
    }
}
