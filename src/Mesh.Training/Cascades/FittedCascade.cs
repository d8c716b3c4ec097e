using Mesh.Strategies.Confidence.Calibration;
using Mesh.Strategies.Confidence.Scoring;

namespace Mesh.Training.Cascades;

/// <summary>Fitted thresholds of a cascade.</summary>
/// <param name="Tiers">Of each tier but the last.</param>
/// <param name="Goal">What each was chosen for.</param>
/// <param name="Trial">How they do on walks that the fit had not seen.</param>
/// <param name="FittedWalks">Walks that they were chosen from.</param>
/// <param name="Scorer">The scorer that was trained beside; null for none.</param>
/// <param name="SourcesBeside">The other sources of the scorer's tier; none where there is no scorer.</param>
public sealed record FittedCascade(IReadOnlyList<ThresholdTable> Tiers, ThresholdGoal Goal, CascadeTrial Trial, int FittedWalks, ScorerArtifact? Scorer, IReadOnlyList<string> SourcesBeside)
{
    /// <summary>Whether some answer of a tier but the last would be accepted: a cascade that accepts none reaches many a goal too.</summary>
    public bool AcceptsAny => Tiers.Any(t => t.Classes.Values.Prepend(t.All).Any(c => c is { Threshold: not null, Accepted: > 0 }));

    /// <summary>Why no answer is accepted, where none is.</summary>
    public string Obstacle => Tiers[0].All is { Threshold: null, Reason: var reason } ? reason : "it is reached only where no answer of a tier but the last is accepted";

    /// <summary>The least confidence of a tier: a confidence that none has where nothing is to be accepted.</summary>
    /// <param name="tier">The tier.</param>
    public double Confidence(int tier) => Written(Tiers[tier].All.Threshold);

    /// <summary>The least confidence of a tier for the classes of tasks that have their own.</summary>
    /// <param name="tier">The tier.</param>
    public IReadOnlyDictionary<string, double> ByTask(int tier) =>
        Tiers[tier].Classes.Where(c => c.Value.Rows >= Goal.LeastRows).ToDictionary(c => c.Key, c => Written(c.Value.Threshold), StringComparer.Ordinal);

    // Downwards: the answer from which it was chosen must be accepted.
    private static double Written(double? threshold) => threshold is { } least ? Math.Floor(least * 1e6) / 1e6 : 1;
}
