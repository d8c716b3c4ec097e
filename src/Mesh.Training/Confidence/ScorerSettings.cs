using Mesh.Training.Trees;

namespace Mesh.Training.Confidence;

/// <summary>How a scorer is trained.</summary>
public sealed record ScorerSettings
{
    /// <summary>Folds of the cross-validation by which penalties are chosen and probabilities calibrated.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Penalties of the regressions, in units of answers, among which cross-validation chooses.</summary>
    public IReadOnlyList<float> Penalties { get; init; } = [10, 30, 100, 300];

    /// <summary>Seed of all that is random.</summary>
    public int Seed { get; init; } = 1;

    internal TreeSettings Trees { get; init; } = new(300, 2, 0.03f, 20, 10, 0.6, 0.3);
}
