using System.Text.Json;
using Grpc.Core;
using Mesh.Contracts.Access;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Turns;
using Mesh.Providers.OpenAI;
using Mesh.Providers.OpenAI.Requests;
using Mesh.Silo.Access;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Embeddings at the gRPC door.</summary>
internal sealed class EmbeddingGrpcService(TurnRunner turns) : V1.EmbeddingService.EmbeddingServiceBase
{
    /// <inheritdoc/>
    public override async Task<V1.EmbedResponse> Embed(V1.EmbedRequest request, ServerCallContext context)
    {
        var outcome = await turns.EmbedAsync(Task(request, context.GetHttpContext().Caller()), context.CancellationToken);
        return new V1.EmbedResponse
        {
            Embeddings = { Vectors(outcome) },
            Model = outcome.Endpoint.Model.Name,
            Endpoint = outcome.Endpoint.Name,
            Usage = OutcomeMapping.Usage(outcome.Account.Usage),
            CostUsd = (double)outcome.Account.CostUsd,
            DecisionId = outcome.Decision.Id,
            Attempts = outcome.Attempts,
            CostEstimated = outcome.Account.CostEstimated,
            Simulated = outcome.Endpoint.IsSimulated,
        };
    }

    private static EmbeddingTask Task(V1.EmbedRequest request, CallerIdentity caller)
    {
        var target = Fields.Target(request.Model, "model");
        if (request.Inputs.Count is 0 or > OpenAIEmbeddingBody.MaxInputs)
        {
            throw Fields.Invalid("inputs", $"'inputs' must hold 1 to {OpenAIEmbeddingBody.MaxInputs} texts.");
        }

        if (request.Dimensions < 0)
        {
            throw Fields.Invalid("dimensions", "'dimensions' must be above 0, or left out for the model's own.");
        }

        var body = new Dictionary<string, object> { ["model"] = target, ["input"] = request.Inputs, ["encoding_format"] = "float" };
        if (request.Dimensions > 0)
        {
            body["dimensions"] = request.Dimensions;
        }

        return new EmbeddingTask
        {
            Native = JsonSerializer.SerializeToUtf8Bytes(body),
            Query = HintMapping.Apply(request.Hints, caller, "hints", new RouteQuery
            {
                Target = target,
                Fallbacks = Fields.Fallbacks(request.FallbackModels, "fallback_models"),
                Needs = ModelCapabilities.Embeddings,
                InputTokensExpected = request.Inputs.Sum(i => (long)i.Length) / 4,
                MaxOutputTokens = 0,
                Class = ClassMapping.Of(request.WorkClass, "work_class"),
                MayRaiseClass = caller.Has("critical"),
            }),
        };
    }

    private static List<V1.Embedding> Vectors(EmbeddingOutcome outcome)
    {
        try
        {
            return [.. EmbeddingVectors.Read(outcome.Answer.Body).Select(v => new V1.Embedding { Values = { v } })];
        }
        catch (FormatException e)
        {
            throw new MeshException(
                new MeshError
                {
                    Code = MeshErrorCode.UpstreamFailed,
                    Reason = "upstream_malformed",
                    Message = "The upstream's answer does not hold vectors of numbers.",
                    Upstream = new UpstreamFailure { Endpoint = outcome.Endpoint.Name, Status = 200 },
                },
                e);
        }
    }
}
