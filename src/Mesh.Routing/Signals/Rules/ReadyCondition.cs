using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Routing.Signals.Rules;

/// <summary>A condition in the language of rules, ready to be asked of any number of requests.</summary>
public sealed class ReadyCondition
{
    private readonly Func<RuleFacts, bool> _holds;

    private ReadyCondition(Func<RuleFacts, bool> holds) => _holds = holds;

    /// <summary>Makes a condition ready.</summary>
    /// <exception cref="ArgumentException">Its names or types are not those of a checked catalogue.</exception>
    public static ReadyCondition Of(RuleExpression expression) => new(RuleCompiler.Condition(expression));

    internal bool Holds(RuleFacts facts) => _holds(facts);
}
