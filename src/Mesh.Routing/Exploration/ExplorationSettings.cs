namespace Mesh.Routing.Exploration;

/// <summary>How far a learned choice is kept honest by trying others.</summary>
/// <param name="Share">Share of the decisions that may go to another model than the best, 0 to 0.2.</param>
/// <param name="Forgetting">What an older outcome counts after each newer one of the same model, above 0.9 and up to 1.</param>
public sealed record ExplorationSettings(double Share = 0.02, double Forgetting = 0.998)
{
    /// <summary>The largest share that can be set.</summary>
    public const double MostShare = 0.2;

    /// <summary>Refuses settings out of their ranges.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public void Check()
    {
        if (Share is not (>= 0 and <= MostShare))
        {
            throw new ArgumentException($"exploration.share: {Share} is outside 0 to {MostShare}");
        }

        if (Forgetting is not (> 0.9 and <= 1))
        {
            throw new ArgumentException($"exploration.forgetting: {Forgetting} is outside 0.9 to 1");
        }
    }
}
