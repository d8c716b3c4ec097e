using Mesh.Contracts.Catalog;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Silo.Access;

namespace Mesh.Silo.Api.OpenAI;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal sealed class Embeddings(TurnRunner turns)
{
    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request);
        var (model, models, bytes) = OpenAIEmbeddingBody.Read(body, context.Caller().Has("vendor-objects"));
        var task = new EmbeddingTask
        {
            Native = body,
            Query = new RouteQuery { Target = model, Fallbacks = models, Needs = ModelCapabilities.Embeddings, InputTokensAtMost = 0, InputTokensExpected = bytes / 4, MaxOutputTokens = 0 },
        };
        var outcome = await turns.EmbedAsync(task, context.RequestAborted, CallerTimeout.Of(context.Request));
        MeshHeaders.Write(context.Response, outcome);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = outcome.Answer.Body.Length;
        await context.Response.Body.WriteAsync(outcome.Answer.Body, context.RequestAborted);
    }
}
