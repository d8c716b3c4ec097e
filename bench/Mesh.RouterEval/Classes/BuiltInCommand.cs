using System.Globalization;
using Mesh.RouterEval.Sources;
using Mesh.Routing.Tasks;

namespace Mesh.RouterEval.Classes;

/// <summary>
/// How well the built-in task classes are told apart, and complexities rated, on example lines that weren't learned from: five folds by
/// line, so that variants of one line are never on both sides.
/// </summary>
internal static class BuiltInCommand
{
    private const int Folds = 5;

    public static int Run(float penalty, string? folder)
    {
        List<(TaskExample Example, string Guess, float Confidence, float Complexity)> asked = [];
        var scratch = new TaskScratch();
        for (var fold = 0; fold < Folds; fold++)
        {
            TaskExample[] learned = [.. BuiltInTasks.Examples.Where(e => e.Line % Folds != fold)];
            var tasks = TaskClassifier.Learn([.. BuiltInTasks.Classes.Select(c => c with { Examples = [.. learned.Where(e => e.Task == c.Name).Select(e => e.Prompt)] })], penalty);
            var complexity = ComplexityModel.Learn(learned);
            foreach (var example in BuiltInTasks.Examples.Where(e => e.Line % Folds == fold))
            {
                var guess = tasks.Guess(example.Prompt, scratch);
                asked.Add((example, guess.Name, guess.Confidence, complexity.Rate(example.Prompt, scratch)));
            }
        }

        Console.WriteLine($"{asked.Count} examples\n\n| class | found | right of those named so | most often taken for |\n|---|---|---|---|");
        foreach (var task in BuiltInTasks.Classes.Select(c => c.Name))
        {
            var own = asked.Where(a => a.Example.Task == task).ToArray();
            var named = asked.Where(a => a.Guess == task).ToArray();
            var wrong = own.Where(a => a.Guess != task).GroupBy(a => a.Guess).OrderByDescending(g => g.Count()).FirstOrDefault();
            Console.WriteLine(Line($"| {task} | {own.Count(a => a.Guess == task) / (double)own.Length:0%} of {own.Length} | {named.Count(a => a.Example.Task == task) / (double)Math.Max(1, named.Length):0%} | {wrong?.Key} {wrong?.Count()} |"));
        }

        var sure = asked.Where(a => a.Confidence >= 0.8f).ToArray();
        var pairs = (from a in asked from b in asked where b.Example.Complexity > a.Example.Complexity select b.Complexity > a.Complexity).ToArray();
        Console.WriteLine(Line($"\nright: {asked.Count(a => a.Guess == a.Example.Task) / (double)asked.Count:0.0%}; of the {sure.Length / (double)asked.Count:0%} with a confidence of 0.8 or more: {sure.Count(a => a.Guess == a.Example.Task) / (double)sure.Length:0.0%}"));
        Console.WriteLine(Line($"complexity: {pairs.Count(p => p) / (double)pairs.Length:0.0%} of the pairs of unlike complexity in the right order; mean error {asked.Average(a => Math.Abs(a.Complexity - a.Example.Complexity)):0.00}"));
        if (folder is not null)
        {
            Real(folder, TaskClassifier.Learn(BuiltInTasks.Classes, penalty));
        }

        return 0;
    }

    // What real questions are taken for; nothing was learned from them.
    private static void Real(string folder, TaskClassifier tasks)
    {
        var scratch = new TaskScratch();
        Console.WriteLine("\n| real questions | taken for |\n|---|---|");
        foreach (var source in SourceReader.Read(folder).Where(s => s.Questions.Length >= 100))
        {
            foreach (var kind in source.Questions.GroupBy(q => source.Questions.Select(o => o.Kind).Distinct().Take(30).Count() < 30 ? q.Kind : null))
            {
                var guesses = kind.GroupBy(q => tasks.Guess(q.Prompt, scratch).Name).OrderByDescending(g => g.Count()).Take(3);
                Console.WriteLine($"| {source.Name} {kind.Key} | {string.Join(", ", guesses.Select(g => Line($"{g.Key} {g.Count() / (double)kind.Count():0%}")))} |");
            }
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
