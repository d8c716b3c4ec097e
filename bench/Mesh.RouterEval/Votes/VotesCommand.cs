using Mesh.RouterEval.Sources;
using Mesh.Strategies.Votes.Fitting;
using Mesh.Strategies.Votes.Learned;
using Mesh.Training.Text;

namespace Mesh.RouterEval.Votes;

/// <summary>
/// Votes and cascades beside their floors on every table of recorded answers below a folder: members, tiers and thresholds are chosen on
/// training folds and reported on the others; with a second folder they are chosen on the whole first one and reported on the second.
/// </summary>
internal static class VotesCommand
{
    private const int Folds = 5;

    public static int Run(string data, string output, string? score, string[] without, int seed)
    {
        var scored = score is null ? null : AnswerTable.ReadAll(score, without).ToDictionary(t => t.Name, StringComparer.Ordinal);
        Directory.CreateDirectory(output);
        using var report = new StreamWriter(Path.Combine(output, "votes.md"));
        report.WriteLine($"# Votes and cascades on recorded answers\n\n{(score is null ? $"{Folds}-fold cross-validation by question, seed {seed}" : "Chosen on one folder, reported on another")}. Latency is simulated. Intervals: 95%, paired bootstrap over questions.");
        foreach (var read in AnswerTable.ReadAll(data, without).Where(t => t.Priced.Length >= 2))
        {
            if (scored is not null && !scored.ContainsKey(read.Name))
            {
                Console.Error.WriteLine($"{read.Name}: no table of this name in the folder to score; left out.");
                continue;
            }

            // A model that lacks a question in either folder can't be compared.
            string[] models = [.. read.Models.Where(m => scored is null || scored[read.Name].Models.Contains(m))];
            var (table, test) = (read.WithModels(models), (scored is null ? read : scored[read.Name]).WithModels(models));

            Console.Error.WriteLine($"{table.Name}: {table.Rows.Length} questions, {table.Models.Length} models");
            var results = scored is null ? CrossValidate(table, seed) : Score(table, test);
            new VotesReport(test, results, report).Write();
            new AgreementSignals(test, report).Write();
            WriteGains(new TrainingRows(table, table.Rows), output, report);
        }

        Console.WriteLine(Path.Combine(output, "votes.md"));
        return 0;
    }

    // For a catalogue: the tiers are to be named in this order.
    private static void WriteGains(TrainingRows t, string output, StreamWriter report)
    {
        foreach (var (share, name) in CascadeMethods.Goals)
        {
            if (t.Frontier.FirstOrDefault(c => c.Quality >= share * CascadeMethods.Reached(t, t.Strongest)) is { Cascade: { Members.Length: > 0 } cascade })
            {
                var file = $"{t.Table.Name.Replace('/', '-')}-{name.TrimEnd('%')}.gains.json";
                File.WriteAllText(Path.Combine(output, file), GainArtifact.Of(cascade, DateTimeOffset.UnixEpoch).ToJson());
                report.WriteLine($"\n`{file}`, goal {name}, fitted on all questions: {string.Join(" > ", cascade.Members.Append(cascade.Last).Select(m => t.Table.Models[m]))}");
            }
        }
    }

    private static MethodResults CrossValidate(AnswerTable table, int seed)
    {
        var foldOf = QuestionFolds.Of(table.Hashed, Folds, seed);
        var results = new MethodResults(table.Rows.Length);
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] inside = [.. Enumerable.Range(0, foldOf.Length).Where(i => foldOf[i] == fold)];
            Play(table, new TrainingRows(table, [.. table.Rows.Where((_, i) => foldOf[i] != fold)]), table.Rows, inside, results);
        }

        return results;
    }

    private static MethodResults Score(AnswerTable table, AnswerTable test)
    {
        var results = new MethodResults(test.Rows.Length);
        Play(table, new TrainingRows(table, table.Rows), test.Rows, [.. Enumerable.Range(0, test.Rows.Length)], results);
        return results;
    }

    private static void Play(AnswerTable table, TrainingRows training, RecordedQuestion[] rows, int[] inside, MethodResults results)
    {
        foreach (var method in VoteMethods.All().Concat(VoteMethods.Priced(table)).Concat(CascadeMethods.All()).Concat(AutoMethods.All()))
        {
            var (play, chosen) = method.Fit(training);
            results.Add(method, inside.Select(i => (i, play(rows[i]))), chosen);
        }
    }
}
