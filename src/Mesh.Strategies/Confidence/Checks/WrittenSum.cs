namespace Mesh.Strategies.Confidence.Checks;

/// <summary>One equation of a text, both sides worked out again.</summary>
/// <param name="Left">Value of its left side.</param>
/// <param name="Right">Value of its right side.</param>
/// <param name="Decimals">Digits after the point of its right side.</param>
/// <param name="Operands">The numbers of its left side.</param>
/// <param name="At">Where it begins.</param>
internal sealed record WrittenSum(decimal Left, decimal Right, int Decimals, IReadOnlyList<decimal> Operands, int At)
{
    /// <summary>Whether both sides agree to the digits that the right side has.</summary>
    public bool Holds => Math.Abs(Left - Right) <= (Decimals == 0 ? 0.000001m : 0.51m * Step);

    /// <summary>Whether it is no more than a rounding to a whole number.</summary>
    public bool IsRounded => !Holds && Decimals == 0 && Math.Abs(Left - Right) < 1;

    private decimal Step
    {
        get
        {
            var step = 1m;
            for (var i = 0; i < Math.Min(Decimals, 20); i++)
            {
                step /= 10;
            }

            return step;
        }
    }
}
