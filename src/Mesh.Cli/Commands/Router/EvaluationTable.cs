using Mesh.Cli.Terminals;
using Mesh.Routing.Learning;

namespace Mesh.Cli.Commands.Router;

/// <summary>How a router did on prompts that it had not seen, as people read it.</summary>
internal static class EvaluationTable
{
    private static readonly Column[] s_columns = ["model", Column.Number("quality"), Column.Number("error"), Column.Number("error of mean"), Column.Number("calibration")];

    /// <summary>Writes it.</summary>
    public static async Task WriteAsync(Terminal terminal, IReadOnlyList<string> models, RouterEvaluation evaluation)
    {
        MeshTable.Write(terminal, s_columns, models.Zip(evaluation.Models, (model, e) => (string[])
            [model, Numbers.Plain(e.Quality), Four(e.Error), Four(e.ErrorOfMean), Numbers.Plain(e.CalibrationError)]));
        await terminal.Out.WriteLineAsync(terminal.ForOutput(evaluation.Hindsight > evaluation.Chosen
            ? $"Of {evaluation.Outcomes} prompts: {Numbers.Plain(evaluation.Chosen)} where each goes to the model that is predicted best, {Numbers.Plain(evaluation.BestSingle)} of the best single model, {Numbers.Plain(evaluation.Hindsight)} in hindsight."
            : $"Of {evaluation.Outcomes} prompts, each answered by one model: what another one would have made of it is not known."));
        await terminal.Out.WriteLineAsync(evaluation.Models.Average(m => m.ErrorOfMean - m.Error) > 0
            ? "Its predictions are better than each model's mean."
            : "Its predictions are no better than each model's mean: it would count for nothing. Record more outcomes.");
    }

    /// <summary>The same for programs.</summary>
    public static object Plain(IReadOnlyList<string> models, RouterEvaluation evaluation) => new
    {
        evaluation.Outcomes,
        evaluation.Chosen,
        evaluation.BestSingle,
        evaluation.Hindsight,
        models = models.Zip(evaluation.Models, (model, e) => new { model, e.Quality, e.Error, e.ErrorOfMean, e.CalibrationError }),
    };

    private static string Four(double value) => value.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture);
}
