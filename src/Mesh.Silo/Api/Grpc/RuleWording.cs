using System.Globalization;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Catalog.Rules;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Rules in the catalogue's words.</summary>
internal static class RuleWording
{
    /// <summary>A rule.</summary>
    public static V1.Rule Of(RouteRule rule) => new() { Name = rule.Name, When = rule.When, Then = string.Join(", ", Parts(rule.Then)) };

    private static IEnumerable<string> Parts(RuleOutcome then)
    {
        if (then.Route is { } route)
        {
            yield return $"route: {route}";
        }

        if (then.Only.Count > 0)
        {
            yield return $"only: [{string.Join(", ", then.Only)}]";
        }

        if (then.Without.Count > 0)
        {
            yield return $"without: [{string.Join(", ", then.Without)}]";
        }

        if (then.Prefer is { } prefer)
        {
            yield return $"prefer: {Wording.Of(prefer)}";
        }

        if (then.Weights is UtilityWeights weights)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"weights: quality {weights.Quality}, cost {weights.Cost}, seconds {weights.Seconds}, risk {weights.Risk}");
        }

        if (then.Refuse is { } refusal)
        {
            yield return $"refuse: {refusal}";
        }
    }
}
