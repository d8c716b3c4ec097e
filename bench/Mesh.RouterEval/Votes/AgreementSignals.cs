using System.Globalization;

namespace Mesh.RouterEval.Votes;

/// <summary>How well agreement and lengths tell whether a model is right (area under the ROC curve), for the three priced models of the table that answer most cheaply right.</summary>
internal sealed class AgreementSignals(AnswerTable table, TextWriter writer)
{
    private const int Models = 3;
    private const int Others = 7;

    public void Write()
    {
        var costs = table.Priced.ToDictionary(m => m, m => table.Rows.Average(r => r.Costs[m]));
        int[] cheap = [.. table.Priced.OrderBy(m => costs[m]).Take(Others + 1)];
        writer.WriteLine("\n| AUROC of \"is right\" | its accuracy | agrees with the next cheap model | share of 3 others that agree | share of 7 others | short output | short prompt |\n| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var model in cheap.OrderByDescending(m => table.Rows.Average(r => r.Quality(m))).Take(Models))
        {
            int[] others = [.. cheap.Where(m => m != model).OrderByDescending(m => table.Rows.Average(r => r.Quality(m)))];
            double Auc(Func<int, double> signal) => Area([.. table.Rows.Select((r, i) => (signal(i), r.Quality(model) >= 0.5))]);
            double Share(int i, int[] among) => among.Count(o => table.Rows[i].Given.Answers[o] >= 0 && table.Rows[i].Given.Answers[o] == table.Rows[i].Given.Answers[model]) / (double)among.Length;
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {table.Models[model]} | {table.Rows.Average(r => r.Quality(model)):0.000} | {Auc(i => Share(i, others[..1])):0.000} | {Auc(i => Share(i, others[..Math.Min(3, others.Length)])):0.000} | {Auc(i => Share(i, others)):0.000} | {Auc(i => -table.Rows[i].Given.Lengths[model]):0.000} | {Auc(i => -table.Rows[i].Given.PromptLength):0.000} |"));
        }
    }

    // Ranks of the right ones, ties shared.
    private static double Area((double Signal, bool Right)[] said)
    {
        var (rank, sum, right) = (0, 0.0, said.Count(s => s.Right));
        foreach (var tied in said.GroupBy(s => s.Signal).OrderBy(g => g.Key))
        {
            var (size, good) = (tied.Count(), tied.Count(s => s.Right));
            sum += good * (rank + ((size + 1) / 2.0));
            rank += size;
        }

        var wrong = said.Length - right;
        return right == 0 || wrong == 0 ? double.NaN : (sum - (right * (right + 1) / 2.0)) / right / wrong;
    }
}
