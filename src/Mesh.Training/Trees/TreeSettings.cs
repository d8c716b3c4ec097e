namespace Mesh.Training.Trees;

/// <summary>How trees are grown.</summary>
/// <param name="Trees">How many.</param>
/// <param name="Depth">Questions from root to leaf at most.</param>
/// <param name="Rate">Share of a leaf's value that is taken.</param>
/// <param name="LeastInLeaf">Prompts in a leaf at least.</param>
/// <param name="Penalty">Prompts with value 0 that each leaf counts beside its own.</param>
/// <param name="RowShare">Share of the prompts that each tree sees.</param>
/// <param name="FeatureShare">Share of the features that each tree sees.</param>
internal sealed record TreeSettings(int Trees, int Depth, float Rate, int LeastInLeaf, float Penalty, double RowShare, double FeatureShare);
