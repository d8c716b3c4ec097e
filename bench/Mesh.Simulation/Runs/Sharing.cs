namespace Mesh.Simulation.Runs;

/// <summary>What routers know of each other's work.</summary>
/// <param name="Every">Seconds between two tellings; 0 for exact knowledge, infinite for none.</param>
/// <param name="FreezesAt">When they fall silent, in seconds from the start; infinite for never.</param>
public sealed record Sharing(double Every, double FreezesAt = double.PositiveInfinity)
{
    /// <summary>Everything at once.</summary>
    public static Sharing Exact { get; } = new(0);

    /// <summary>Nothing.</summary>
    public static Sharing Never { get; } = new(double.PositiveInfinity);
}
