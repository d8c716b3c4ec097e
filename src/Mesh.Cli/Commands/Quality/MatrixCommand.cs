using System.CommandLine;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Quality;

/// <summary><c>mesh matrix</c>.</summary>
internal sealed class MatrixCommand : Command
{
    private static readonly Column[] s_tasks = ["task", "best", Column.Number("quality"), "cheapest within 2%", Column.Number("USD/M"), Column.Number("known"), "not known of"];
    private static readonly Column[] s_models = ["model", Column.Number("quality"), Column.Number("sure"), "source", Column.Number("outcomes"), Column.Number("USD/M")];

    private readonly Session _session;
    private readonly Argument<string?> _task = new("task") { Arity = ArgumentArity.ZeroOrOne, HelpName = "TASK", Description = "One class of tasks, with each of its models." };

    public MatrixCommand(Session session)
        : base("matrix", "Shows how good models are at classes of tasks, and how well that is known.")
    {
        _session = session;
        Add(_task);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var matrix = await mesh.Quality.GetMatrixAsync(new V1.GetMatrixRequest(), cancellationToken: cancellationToken);
        if (parsed.GetValue(_task) is { } task)
        {
            var row = matrix.Rows.FirstOrDefault(r => string.Equals(r.Task, task, StringComparison.OrdinalIgnoreCase))
                ?? throw new Failures.CommandFailure($"'{task}' is no class of tasks.", $"Known: {string.Join(", ", matrix.Rows.Select(r => r.Task))}.", ExitCode.Usage);
            matrix.Rows.Clear();
            matrix.Rows.Add(row);
        }

        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, Plain(matrix));
        }
        else if (parsed.GetValue(_task) is not null)
        {
            MeshTable.Write(_session.Terminal, s_models, matrix.Rows[0].Cells.Select(Model));
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_tasks, matrix.Rows.Select(Row));
            await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput($"{Numbers.Plain(matrix.Coverage * 100)}% of the pairs are known."));
        }

        return ExitCode.Ok;
    }

    private static string[] Row(V1.MatrixRow row)
    {
        var known = row.Cells.Count(c => c.Source != V1.FigureSource.Assumed);
        return
        [
            row.Task,
            row.Cells.Count > 0 ? row.Cells[0].Model : "-",
            row.Cells.Count > 0 ? Numbers.Plain(row.Cells[0].Quality) : "-",
            row.CheapestGood.Length > 0 ? row.CheapestGood : "-",
            row.Cells.FirstOrDefault(c => c.Model == row.CheapestGood) is { } cheapest ? Numbers.Usd(cheapest.UsdPerMillion) : "-",
            $"{known}/{row.Cells.Count}",
            string.Join(' ', row.Cells.Where(c => c.Source == V1.FigureSource.Assumed).Select(c => c.Model)),
        ];
    }

    private static string[] Model(V1.MatrixCell cell) =>
        [cell.Model, Numbers.Plain(cell.Quality), $"{Numbers.Plain(Math.Round(cell.Confidence * 100))}%", Source(cell), Numbers.Plain(Math.Round(cell.Outcomes, 1)), Numbers.Usd(cell.UsdPerMillion)];

    private static string Source(V1.MatrixCell cell) => cell.Source.ToString().ToLowerInvariant();

    private static object Plain(V1.Matrix matrix) => new
    {
        matrix.Coverage,
        rows = matrix.Rows.Select(r => new
        {
            r.Task,
            parent = r.Parent.Length == 0 ? null : r.Parent,
            cheapestGood = r.CheapestGood.Length == 0 ? null : r.CheapestGood,
            cells = r.Cells.Select(c => new { c.Model, c.Quality, c.Confidence, source = Source(c), c.Outcomes, c.UsdPerMillion }),
        }),
    };
}
