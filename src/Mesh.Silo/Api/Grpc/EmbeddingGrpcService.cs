using System.Runtime.InteropServices;
using System.Text.Json;
using Grpc.Core;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Embeddings at the gRPC door.</summary>
internal sealed class EmbeddingGrpcService(TurnRunner turns) : V1.EmbeddingService.EmbeddingServiceBase
{
    /// <inheritdoc/>
    public override async Task<V1.EmbedResponse> Embed(V1.EmbedRequest request, ServerCallContext context)
    {
        if (request.Model.Length == 0 || request.Inputs.Count == 0)
        {
            var field = request.Model.Length == 0 ? "model" : "inputs";
            throw new MeshException(MeshErrorCode.InvalidRequest, "missing_field", $"'{field}' is missing.", field);
        }

        var body = new Dictionary<string, object> { ["model"] = request.Model, ["input"] = request.Inputs, ["encoding_format"] = "float" };
        if (request.Dimensions > 0)
        {
            body["dimensions"] = request.Dimensions;
        }

        var task = new EmbeddingTask
        {
            Native = JsonSerializer.SerializeToUtf8Bytes(body),
            Query = new RouteQuery { Target = request.Model, Fallbacks = [.. request.FallbackModels.Take(16)], Needs = ModelCapabilities.Embeddings, InputTokensExpected = request.Inputs.Sum(i => (long)i.Length) / 4, MaxOutputTokens = 0 },
        };
        var (decision, answer, account, endpoint, attempts) = await turns.EmbedAsync(task, context.CancellationToken);
        return new V1.EmbedResponse
        {
            Embeddings = { Vectors(answer.Body) },
            Model = endpoint.Model.Name,
            Endpoint = endpoint.Name,
            Usage = OutcomeMapping.Usage(account.Usage),
            CostUsd = (double)account.CostUsd,
            DecisionId = decision.Id,
            Attempts = attempts,
        };
    }

    private static List<V1.Embedding> Vectors(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return [.. document.RootElement.GetProperty("data").EnumerateArray()
            .OrderBy(d => d.GetProperty("index").GetInt32())
            .Select(d => new V1.Embedding { Values = { Vector(d.GetProperty("embedding")) } })];
    }

    // Some upstreams give base64 whatever is asked for: little-endian floats.
    private static IEnumerable<float> Vector(JsonElement embedding) => embedding.ValueKind == JsonValueKind.String
        ? MemoryMarshal.Cast<byte, float>(embedding.GetBytesFromBase64()).ToArray()
        : embedding.EnumerateArray().Select(v => v.GetSingle());
}
