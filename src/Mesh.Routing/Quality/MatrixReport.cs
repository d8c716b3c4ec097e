using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Snapshots;

namespace Mesh.Routing.Quality;

/// <summary>The matrix as people read it.</summary>
/// <param name="Rows">One for each class of tasks.</param>
/// <param name="Coverage">Share of the pairs of which something was said or measured, 0 to 1.</param>
public sealed record MatrixReport(IReadOnlyList<MatrixReportRow> Rows, double Coverage)
{
    /// <summary>How far below the best a model may be, as a share, to count as good as it.</summary>
    public const double Near = 0.02;

    /// <summary>Of a view: the models that chats are served by.</summary>
    public static MatrixReport Of(MeshView view, QualityTable table)
    {
        var served = view.Endpoints.Values.GroupBy(e => e.ModelIndex).ToDictionary(g => g.Key, g => g.Min(Price));
        var models = table.Models.Index().Where(m => served.ContainsKey(m.Index) && m.Item.Capabilities.HasFlag(ModelCapabilities.Text) && m.Item.State is ModelState.Approved or ModelState.Deprecated).ToArray();
        var parents = view.Document.Tasks.ToDictionary(t => t.Name, t => t.Parent, StringComparer.OrdinalIgnoreCase);
        var rows = table.Tasks.Select(task =>
        {
            var cells = models.Select(m => new MatrixReportCell(m.Item.Name, table.Estimate(m.Item, task), served[m.Index])).OrderByDescending(c => c.Estimate.Mean).ThenBy(c => c.Model, StringComparer.Ordinal).ToArray();
            return new MatrixReportRow(task, parents.GetValueOrDefault(task), cells, Cheapest(cells));
        }).ToArray();
        var all = rows.Sum(r => r.Cells.Count);
        return new MatrixReport(rows, all == 0 ? 0 : (double)rows.Sum(r => r.Cells.Count(c => c.Estimate.Source != QualitySource.Assumed)) / all);
    }

    private static string? Cheapest(MatrixReportCell[] cells) => cells.Length == 0
        ? null
        : cells.Where(c => c.Estimate.Mean >= cells[0].Estimate.Mean * (1 - Near)).MinBy(c => c.UsdPerMillion)!.Model;

    private static double Price(ServedEndpoint endpoint) => endpoint.Expect(750_000, 250_000).Usd;
}
