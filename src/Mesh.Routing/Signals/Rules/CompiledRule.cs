using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Routing.Signals.Rules;

/// <summary>A rule ready for decisions.</summary>
/// <param name="Rule">As it stands in the catalogue.</param>
/// <param name="Holds">Its condition.</param>
/// <param name="Allowed">By an endpoint's place, whether the rule lets it serve; null for all.</param>
internal sealed record CompiledRule(RouteRule Rule, Func<RuleFacts, bool> Holds, bool[]? Allowed)
{
    /// <summary>The rule as decisions tell it.</summary>
    public string Told { get; } = Rule.When.Length == 0 ? Rule.Name : $"{Rule.Name}: {Rule.When}";
}
