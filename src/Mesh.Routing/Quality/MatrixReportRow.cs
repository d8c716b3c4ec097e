namespace Mesh.Routing.Quality;

/// <summary>A class of tasks.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Parent">The class above it; null for none.</param>
/// <param name="Cells">Each model, the best first.</param>
/// <param name="CheapestGood">The cheapest model near the best; null where there is no model.</param>
public sealed record MatrixReportRow(string Task, string? Parent, IReadOnlyList<MatrixReportCell> Cells, string? CheapestGood);
