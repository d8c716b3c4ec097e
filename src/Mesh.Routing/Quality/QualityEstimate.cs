using Mesh.Contracts.Routing;

namespace Mesh.Routing.Quality;

/// <summary>How good a model is at a class of tasks: the posterior of its share of good outcomes.</summary>
/// <param name="Mean">Its mean, 0 to 1.</param>
/// <param name="Spread">Its standard deviation.</param>
/// <param name="Source">Where it comes from mostly.</param>
/// <param name="Outcomes">Outcomes here that still count.</param>
public readonly record struct QualityEstimate(double Mean, double Spread, QualitySource Source, double Outcomes)
{
    /// <summary>How sure it is, 0 to 1: one less the width of the interval that holds it with 90%.</summary>
    public double Confidence => Math.Clamp(1 - (2 * 1.645 * Spread), 0, 1);
}
