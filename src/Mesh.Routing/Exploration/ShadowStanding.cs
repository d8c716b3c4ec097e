namespace Mesh.Routing.Exploration;

/// <summary>How a router in shadow does: its predictions were recorded beside choices that others made.</summary>
/// <param name="Outcomes">Answers whose quality is known.</param>
/// <param name="Agreed">Share of the decisions in which it would have chosen the same model.</param>
/// <param name="Error">Mean squared error of its predictions for the models that answered.</param>
/// <param name="ErrorOfMean">Mean squared error of each model's mean so far: what it has to beat.</param>
public readonly record struct ShadowStanding(long Outcomes, double Agreed, double Error, double ErrorOfMean)
{
    /// <summary>Outcomes that a verdict needs at least.</summary>
    public const int LeastOutcomes = 200;

    /// <summary>Whether it may decide: enough was seen, and it knows more than each model's mean.</summary>
    public bool IsBetterThanMeans => Outcomes >= LeastOutcomes && Error < ErrorOfMean;
}
