using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Top;

/// <summary>A column of the live table.</summary>
/// <param name="Column">Its heading.</param>
/// <param name="Rank">How long it stays in a narrow terminal: the highest goes first, 0 never goes.</param>
/// <param name="Cell">Its figure of an endpoint.</param>
internal sealed record TopColumn(Column Column, int Rank, Func<V1.Endpoint, string> Cell)
{
    /// <summary>All columns in their order.</summary>
    public static IReadOnlyList<TopColumn> All { get; } =
    [
        new("endpoint", 0, e => e.Name),
        new("model", 5, e => e.Model),
        new("state", 0, EndpointFigures.State),
        new(Column.Number("in flight"), 0, EndpointFigures.InFlightOfAll),
        new(Column.Number("req/s"), 1, e => EndpointFigures.Rate(EndpointFigures.OfAll(e).RequestsPerSecond)),
        new(Column.Number("err %"), 2, e => EndpointFigures.Errors(EndpointFigures.OfAll(e).ErrorShare)),
        new(Column.Number("first token ms"), 3, e => EndpointFigures.Percentiles(e.StreamFirstToken, e.UnaryAnswer)),
        new(Column.Number("ms/token"), 6, EndpointFigures.PerToken),
        new(Column.Number("tokens/s"), 7, e => EndpointFigures.Rate(EndpointFigures.OfAll(e).TokensPerSecond)),
        new(Column.Number("spent"), 8, e => Numbers.Usd(e.SpentUsd)),
        new(Column.Number("left req/tok"), 4, EndpointFigures.Left),
    ];

    /// <summary>Those columns that fit beside each other.</summary>
    /// <param name="endpoints">What they show.</param>
    /// <param name="width">Characters in a line.</param>
    public static IReadOnlyList<TopColumn> Fitting(IReadOnlyList<V1.Endpoint> endpoints, int width)
    {
        // A border and a blank on each side of a cell, and one border more.
        const int around = 3;
        var widths = All.ToDictionary(c => c, c => around + endpoints.Select(e => c.Cell(e).Length).Append(c.Column.Header.Length).Max());
        var left = All.ToList();
        while (left.Sum(c => widths[c]) + 1 > width && left.MaxBy(c => c.Rank) is { Rank: > 0 } first)
        {
            left.Remove(first);
        }

        return left;
    }
}
