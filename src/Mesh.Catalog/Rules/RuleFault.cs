namespace Mesh.Catalog.Rules;

/// <summary>What is wrong with a condition.</summary>
/// <param name="At">The character where it is, from 1.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Mend">What to write instead.</param>
internal sealed record RuleFault(int At, string Problem, string Mend);
