namespace Mesh.Routing.Quality;

/// <summary>A model at a class of tasks.</summary>
/// <param name="Model">The model.</param>
/// <param name="Estimate">How good it is.</param>
/// <param name="UsdPerMillion">Price in USD of a million tokens at its cheapest endpoint, three of the prompt to one of the answer.</param>
public sealed record MatrixReportCell(string Model, QualityEstimate Estimate, double UsdPerMillion);
