using Mesh.Contracts.Access;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From the proto's hints to the contracts'.</summary>
internal static class HintMapping
{
    private const double Heaviest = 1000;

    /// <summary>A query with who asks and what is said.</summary>
    /// <exception cref="MeshException">invalid_request, naming the field.</exception>
    public static RouteQuery Apply(V1.Hints? hints, CallerIdentity caller, string field, RouteQuery query) => hints is null
        ? query.From(caller)
        : query.From(caller) with
        {
            Data = CallerHints.Words(hints.Data, CallerHints.MostClasses, $"{field}.data").ToArray(),
            Task = hints.Task.Length == 0 ? null : CallerHints.Word(hints.Task, $"{field}.task").ToLowerInvariant(),
            Urgency = Fields.KnownOrUnset(hints.Urgency, $"{field}.urgency") switch
            {
                V1.Urgency.Interactive => Urgency.Interactive,
                V1.Urgency.Batch => Urgency.Batch,
                _ => null,
            },
            Tags = CallerHints.Words(hints.Tags, CallerHints.MostTags, $"{field}.tags").ToArray(),
            Weights = Weights(hints.Weights, $"{field}.weights"),
        };

    private static UtilityWeights? Weights(V1.Weights? weights, string field)
    {
        if (weights is null)
        {
            return null;
        }

        double[] all = [weights.Quality, weights.Cost, weights.Seconds, weights.Risk];
        return all.All(w => w is >= 0 and <= Heaviest) && all.Any(w => w > 0)
            ? new UtilityWeights(weights.Quality, weights.Cost, weights.Seconds, weights.Risk)
            : throw Fields.Invalid(field, $"'{field}' must hold numbers from 0 to {Heaviest}, one of them above 0.");
    }
}
