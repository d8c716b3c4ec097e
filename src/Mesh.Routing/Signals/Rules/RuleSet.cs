using Mesh.Contracts.Catalog;
using Mesh.Contracts.Catalog.Rules;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Signals.Rules;

/// <summary>The rules of a route, in order.</summary>
internal sealed class RuleSet
{
    /// <summary>Of a route without rules.</summary>
    public static readonly RuleSet None = new([]);

    private readonly CompiledRule[] _rules;

    private RuleSet(CompiledRule[] rules) => _rules = rules;

    /// <summary>Makes a route's rules ready.</summary>
    public static RuleSet Of(RouteEntry route, IReadOnlyCollection<ServedEndpoint> endpoints) => route.Rules.Count == 0 ? None
        : new RuleSet([.. route.Rules.Select(r => new CompiledRule(r, r.Condition is null ? _ => true : RuleCompiler.Condition(r.Condition), Allowed(r.Then, endpoints)))]);

    /// <summary>The first rule that holds; null where none does.</summary>
    public CompiledRule? Fired(RuleFacts facts)
    {
        foreach (var rule in _rules)
        {
            if (rule.Holds(facts))
            {
                return rule;
            }
        }

        return null;
    }

    private static bool[]? Allowed(RuleOutcome then, IReadOnlyCollection<ServedEndpoint> endpoints)
    {
        if (then.Only.Count == 0 && then.Without.Count == 0)
        {
            return null;
        }

        var allowed = new bool[endpoints.Count];
        foreach (var endpoint in endpoints)
        {
            allowed[endpoint.Index] = (then.Only.Count == 0 || Names(then.Only, endpoint)) && !Names(then.Without, endpoint);
        }

        return allowed;
    }

    private static bool Names(IReadOnlyList<string> patterns, ServedEndpoint endpoint) => patterns.Any(p =>
        CandidateMatching.Matches(p, endpoint.Name) || CandidateMatching.Matches(p, endpoint.Model.Name) || (endpoint.Entry.Origin is { } origin && CandidateMatching.Matches(p, origin)));
}
