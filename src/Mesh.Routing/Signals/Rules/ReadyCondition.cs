using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Routing.Signals.Rules;

/// <summary>A condition in the language of rules, ready to be asked of any number of requests.</summary>
public sealed class ReadyCondition
{
    private static readonly ConditionalWeakTable<RuleExpression, ReadyCondition> s_ready = [];
    private readonly Func<RuleFacts, bool> _holds;

    private ReadyCondition(Func<RuleFacts, bool> holds) => _holds = holds;

    /// <summary>Makes a condition ready, once for as long as it is held.</summary>
    /// <exception cref="ArgumentException">Its names or types are not those of a checked catalogue.</exception>
    public static ReadyCondition Of(RuleExpression expression) => s_ready.GetValue(expression, e => new ReadyCondition(RuleCompiler.Condition(e)));

    internal bool Holds(RuleFacts facts) => _holds(facts);
}
