namespace Mesh.Strategies.Confidence.Checks;

/// <summary>A number in a text.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Decimals">Digits after its point.</param>
/// <param name="At">Where it begins.</param>
/// <param name="End">The place after its last digit.</param>
internal readonly record struct WrittenNumber(decimal Value, int Decimals, int At, int End)
{
    /// <summary>Whether it has no part after the point.</summary>
    public bool IsWhole => Value == decimal.Truncate(Value);
}
