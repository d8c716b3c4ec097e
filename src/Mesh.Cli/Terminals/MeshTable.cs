using Spectre.Console;

namespace Mesh.Cli.Terminals;

/// <summary>Rows as a table. Cells are text and never markup: names come from catalogues and models.</summary>
internal static class MeshTable
{
    /// <summary>Makes the table.</summary>
    public static Table Of(Terminal terminal, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = terminal.IsOutputSeen ? TableBorder.Rounded : TableBorder.None, Expand = false };
        foreach (var column in columns)
        {
            var heading = new TableColumn(new Text(column.Header)) { NoWrap = !terminal.IsOutputSeen };
            table.AddColumn(column.IsNumber ? heading.RightAligned() : heading);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(TerminalText.Line(cell))));
        }

        return table;
    }

    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        terminal.Tables().Write(Of(terminal, columns, rows));
}
