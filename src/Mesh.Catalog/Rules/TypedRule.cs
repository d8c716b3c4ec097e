using Mesh.Contracts.Catalog.Rules;

namespace Mesh.Catalog.Rules;

/// <summary>An expression with what it gives.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Type">What it gives.</param>
/// <param name="At">Its first character, from 1.</param>
internal sealed record TypedRule(RuleExpression Expression, RuleType Type, int At);
