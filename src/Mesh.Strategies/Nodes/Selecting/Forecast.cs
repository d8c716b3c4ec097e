namespace Mesh.Strategies.Nodes.Selecting;

/// <summary>What a node is expected to give and take.</summary>
/// <param name="Quality">How good its answer is, 0 to 1.</param>
/// <param name="CostUsd">What it costs in USD.</param>
/// <param name="Seconds">How long it takes.</param>
/// <param name="Risk">How likely it is to fail, 0 to 1.</param>
/// <param name="Outcomes">Outcomes on which its quality rests.</param>
internal readonly record struct Forecast(double Quality, double CostUsd, double Seconds, double Risk, double Outcomes = 0)
{
    /// <summary>This one, then the other, whose answer is the one that counts.</summary>
    public Forecast Then(Forecast later) => new(later.Quality, CostUsd + later.CostUsd, Seconds + later.Seconds, Either(Risk, later.Risk));

    /// <summary>Both at once, of whose answers the better one counts.</summary>
    public Forecast Beside(Forecast other) => new(Math.Max(Quality, other.Quality), CostUsd + other.CostUsd, Math.Max(Seconds, other.Seconds), Risk * other.Risk);

    private static double Either(double one, double other) => 1 - ((1 - one) * (1 - other));
}
