using Mesh.Contracts.Catalog;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;

namespace Mesh.Silo.Api.OpenAI;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal sealed class Embeddings(TurnRunner turns, WriteDeadline writes, TimeProvider time)
{
    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        turns.EnsureRoom();
        var began = time.GetTimestamp();
        var body = await RequestBody.ReadAsync(context.Request);
        var (model, models, bytes) = OpenAIEmbeddingBody.Read(body, context.Caller().Has("vendor-objects"));
        var task = new EmbeddingTask
        {
            Native = body,
            Query = new RouteQuery
            {
                Target = model,
                Fallbacks = models,
                Needs = ModelCapabilities.Embeddings,
                InputTokensAtMost = 0,
                InputTokensExpected = bytes / 4,
                MaxOutputTokens = 0,
                Class = CallerClass.Of(context.Request),
                MayRaiseClass = context.Caller().Has("critical"),
            }.With(context.Request, context.Caller()),
        };
        var timeout = CallerTimeout.Of(context.Request);
        var outcome = await turns.EmbedAsync(task, context.RequestAborted, timeout);
        MeshHeaders.Write(context.Response, outcome);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = outcome.Answer.Body.Length;
        var allowed = timeout < outcome.Decision.Deadline ? timeout.Value : outcome.Decision.Deadline;
        using var watch = writes.Over(context, () => allowed - time.GetElapsedTime(began), () => { });
        await watch.WatchAsync(context.Response.Body.WriteAsync(outcome.Answer.Body, context.RequestAborted));
    }
}
