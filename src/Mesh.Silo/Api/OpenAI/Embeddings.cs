using System.Globalization;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Providers.OpenAI.Requests;

namespace Mesh.Silo.Api.OpenAI;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal sealed class Embeddings(TurnRunner turns)
{
    /// <summary>Serves one request.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        var body = await RequestBody.ReadAsync(context.Request);
        var (model, models, bytes) = OpenAIEmbeddingBody.Read(body);
        var task = new EmbeddingTask
        {
            Native = body,
            Query = new RouteQuery { Target = model, Fallbacks = models, Needs = ModelCapabilities.Embeddings, InputTokensAtMost = 0, InputTokensExpected = bytes / 4, MaxOutputTokens = 0 },
        };
        var (decision, answer, account, endpoint, attempts) = await turns.EmbedAsync(task, context.RequestAborted);
        var headers = context.Response.Headers;
        headers["x-mesh-model"] = endpoint.Model.Name;
        headers["x-mesh-endpoint"] = endpoint.Name;
        headers["x-mesh-route"] = decision.Route;
        headers["x-mesh-decision"] = decision.Id;
        headers["x-mesh-attempts"] = attempts.ToString(CultureInfo.InvariantCulture);
        headers["x-mesh-cost-usd"] = account.CostUsd.ToString("0.##########", CultureInfo.InvariantCulture);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
