namespace Mesh.Training.Cascades;

/// <summary>What the thresholds of a cascade are to reach.</summary>
public sealed record CascadeGoal
{
    /// <summary>Share of the last tier's quality, above 0 and up to 1; null where the cost is the goal.</summary>
    public double? Quality { get; init; }

    /// <summary>Share of the last tier's cost, above 0; null where the quality is the goal.</summary>
    public double? Cost { get; init; }

    /// <summary>Whether the quality is reached by the best guess, a monotone fit, in place of a promise.</summary>
    public bool IsIsotonic { get; init; }

    /// <summary>Share of calibrations that may miss the quality, above 0 and below 1.</summary>
    public double MayMiss { get; init; } = 0.1;

    /// <summary>Walks of the fitted half that a class of task needs for a threshold of its own.</summary>
    public int LeastOfClass { get; init; } = 50;

    /// <summary>Deals the questions into halves, and the scorer's folds.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks the fields.</summary>
    /// <exception cref="ArgumentException">One of them can't be; it is named.</exception>
    internal void Check()
    {
        if (Quality is null == Cost is null)
        {
            throw new ArgumentException("goal: set a quality or a cost, one of both");
        }

        if (Quality is not (null or (> 0 and <= 1)))
        {
            throw new ArgumentException($"quality: {Quality} is no share of the last tier's; set it above 0 and up to 1");
        }

        if (Cost is not (null or (> 0 and <= 1)))
        {
            throw new ArgumentException($"cost: {Cost} is no share of the last tier's; set it above 0 and up to 1");
        }

        if (MayMiss is not (> 0 and < 1))
        {
            throw new ArgumentException($"mayMiss: {MayMiss} is no share; set it above 0 and below 1");
        }
    }
}
