using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Signals.Rules;

/// <summary>What the rules of a name make of a request.</summary>
/// <param name="Target">Who is to answer.</param>
internal sealed record Ruling(TargetView Target)
{
    // A checked catalogue has no longer ways; what comes through another door ends here all the same.
    private const int MostHops = 16;

    /// <summary>By an endpoint's place, whether it may serve; null for all.</summary>
    public bool[]? Allowed { get; private set; }

    /// <summary>How the model is picked; null where no rule says.</summary>
    public Prefer? Prefer { get; private set; }

    /// <summary>What merits weigh; null where no rule says.</summary>
    public UtilityWeights? Weights { get; private set; }

    /// <summary>The rules that fired.</summary>
    public IReadOnlyList<string> Fired { get; private set; } = [];

    /// <summary>Looks at the rules of a name, and of the routes that they lead to.</summary>
    /// <exception cref="MeshException">content_refused: a rule refuses the request.</exception>
    public static Ruling Of(MeshView view, TargetView asked, RuleFacts facts)
    {
        var ruling = new Ruling(asked);
        for (var hops = 0; hops < MostHops; hops++)
        {
            facts.Route = ruling.Target.Route;
            if (ruling.Target.Rules.Fired(facts) is not { } rule)
            {
                break;
            }

            var then = rule.Rule.Then;
            ruling = new Ruling(then.Route is { } to ? view.Target(to) : ruling.Target)
            {
                Allowed = Both(ruling.Allowed, rule.Allowed),
                Prefer = then.Prefer ?? ruling.Prefer,
                Weights = then.Weights ?? ruling.Weights,
                Fired = [.. ruling.Fired, $"{ruling.Target.Route.Name}/{rule.Told}"],
            };
            if (then.Refuse is { } refusal)
            {
                throw new MeshException(MeshErrorCode.ContentRefused, "refused_by_rule", $"{refusal} (rule {ruling.Fired[^1]})", "model");
            }

            if (then.Route is null)
            {
                break;
            }
        }

        return ruling;
    }

    /// <summary>What this ruling and another one let serve.</summary>
    public bool[]? Both(bool[]? other) => Both(Allowed, other);

    // Never the contents of either array: they belong to the catalogue's rules.
    private static bool[]? Both(bool[]? one, bool[]? other) => one is null ? other : other is null ? one : [.. one.Zip(other, (a, b) => a && b)];
}
