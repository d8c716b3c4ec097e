namespace Mesh.Catalog.Rules;

/// <summary>A piece of a condition.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; a text without its quotes; for a fault, what is wrong.</param>
/// <param name="At">Its first character, from 1.</param>
internal readonly record struct RuleToken(RuleTokenKind Kind, string Text, int At)
{
    public bool Is(string symbol) => Kind is RuleTokenKind.Symbol or RuleTokenKind.Word && Text == symbol;
}
