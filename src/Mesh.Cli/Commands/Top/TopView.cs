using Mesh.Cli.Commands.Silos;
using Mesh.Cli.Terminals;
using Spectre.Console;
using Spectre.Console.Rendering;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Top;

/// <summary>One view of the cluster: a line of totals, a table of silos where there is more than one or engines are on it, and a table of endpoints; or JSON.</summary>
/// <param name="Address">The mesh that was asked.</param>
/// <param name="Endpoints">Its endpoints, in order.</param>
/// <param name="Silos">Its silos; none when they are not told.</param>
internal sealed record TopView(string Address, IReadOnlyList<V1.Endpoint> Endpoints, IReadOnlyList<V1.Silo> Silos)
{
    /// <summary>The view on a terminal.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="remark">What else is to be said; null for nothing.</param>
    public IRenderable On(Terminal terminal, string? remark)
    {
        var columns = TopColumn.Fitting(Endpoints, terminal.IsOutputSeen ? terminal.Width : int.MaxValue);
        var table = MeshTable.Of(terminal, [.. columns.Select(c => c.Column)], Endpoints.Select(e => columns.Select(c => c.Cell(e)).ToArray()));
        var head = new Text(TerminalText.Line(remark is null ? Totals : $"{Totals} - {remark}"));
        return IsCluster ? new Rows(head, MeshTable.Of(terminal, SiloFigures.Columns, Silos.Select(SiloFigures.Row)), table) : new Rows(head, table);
    }

    /// <summary>The view for JSON.</summary>
    public object Plain => new { mesh = Address, endpoints = Endpoints.Select(EndpointFigures.Plain), silos = Silos.Select(SiloFigures.Plain) };

    private bool IsCluster => Silos.Count > 1 || Silos.Any(s => s.Engines.Count > 0);

    private IEnumerable<V1.ClusterFigures> All => Endpoints.Select(EndpointFigures.OfAll);

    private string Totals => string.Join(
        ", ",
        $"mesh {Address}: {(IsCluster ? $"{Numbers.Count(Silos.Count)} silos, " : "")}{Numbers.Count(Endpoints.Count)} endpoints",
        $"{Numbers.Count(All.Sum(c => c.InFlight))} in flight",
        $"{EndpointFigures.Rate(All.Sum(c => c.RequestsPerSecond))} req/s",
        $"{EndpointFigures.Errors(ErrorShare)}% errors",
        $"{EndpointFigures.Rate(All.Sum(c => c.TokensPerSecond))} tokens/s",
        $"{Numbers.Usd(Endpoints.Sum(e => e.SpentUsd))} spent");

    // Of the last minute's requests to all, so that one idle endpoint's only failure weighs little.
    private double ErrorShare => Endpoints.Sum(e => e.RequestsPerSecondOfMinute) is > 0 and var all
        ? Endpoints.Sum(e => e.ErrorShare * e.RequestsPerSecondOfMinute) / all
        : 0;
}
