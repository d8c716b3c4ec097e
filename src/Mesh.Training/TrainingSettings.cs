using Mesh.Training.Trees;

namespace Mesh.Training;

/// <summary>How a router is trained.</summary>
public sealed record TrainingSettings
{
    /// <summary>Prompts that must have a feature for it to get a row.</summary>
    public int LeastPrompts { get; init; } = 2;

    /// <summary>Length of the word vectors.</summary>
    public int Dimensions { get; init; } = 96;

    /// <summary>Penalties of the regressions, in units of prompts, among which cross-validation chooses.</summary>
    public IReadOnlyList<float> Penalties { get; init; } = [3, 10, 30, 100];

    /// <summary>Folds of the inner cross-validation.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Prompts of a cluster on average.</summary>
    public int PromptsOfCluster { get; init; } = 100;

    /// <summary>Clusters at most.</summary>
    public int MostClusters { get; init; } = 64;

    /// <summary>Penalties of the dense regression, in units of prompts, among which cross-validation chooses.</summary>
    public IReadOnlyList<double> RidgePenalties { get; init; } = [30, 100, 300, 1000, 3000, 10000];

    /// <summary>Numbers of trees, ascending, among which cross-validation chooses.</summary>
    public IReadOnlyList<int> TreeCounts { get; init; } = [25, 50, 100, 200, 400];

    /// <summary>Seed of all that is random.</summary>
    public int Seed { get; init; } = 1;

    internal TreeSettings Trees { get; init; } = new(400, 3, 0.02f, 40, 20, 0.6, 0.3);
}
