using Mesh.Cli.Terminals;
using Spectre.Console;
using Spectre.Console.Rendering;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Top;

/// <summary>One view of all endpoints: a line of totals and a table, or JSON.</summary>
/// <param name="Address">The mesh that was asked.</param>
/// <param name="Endpoints">Its endpoints, in order.</param>
internal sealed record TopView(string Address, IReadOnlyList<V1.Endpoint> Endpoints)
{
    /// <summary>The view on a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="remark">What else is to be said; null for nothing.</param>
    public IRenderable On(Terminal terminal, string? remark)
    {
        var columns = TopColumn.Fitting(Endpoints, terminal.IsOutputSeen ? terminal.Width : int.MaxValue);
        var table = MeshTable.Of(terminal, [.. columns.Select(c => c.Column)], Endpoints.Select(e => columns.Select(c => c.Cell(e)).ToArray()));
        var head = new Text(TerminalText.Line(remark is null ? Totals : $"{Totals} - {remark}"));
        return new Rows(head, table);
    }

    /// <summary>The view for JSON.</summary>
    public object Plain => new { mesh = Address, endpoints = Endpoints.Select(EndpointFigures.Plain) };

    private string Totals => string.Join(
        ", ",
        $"mesh {Address}: {Numbers.Count(Endpoints.Count)} endpoints",
        $"{Numbers.Count(Endpoints.Sum(e => e.InFlight))} in flight",
        $"{EndpointFigures.Rate(Endpoints.Sum(e => e.RequestsPerSecond))} req/s",
        $"{EndpointFigures.Errors(ErrorShare)}% errors",
        $"{EndpointFigures.Rate(Endpoints.Sum(e => e.TokensPerSecond))} tokens/s",
        $"{Numbers.Usd(Endpoints.Sum(e => e.SpentUsd))} spent");

    // Of the last minute's requests to all, so that one idle endpoint's only failure weighs little.
    private double ErrorShare => Endpoints.Sum(e => e.RequestsPerSecondOfMinute) is > 0 and var all
        ? Endpoints.Sum(e => e.ErrorShare * e.RequestsPerSecondOfMinute) / all
        : 0;
}
