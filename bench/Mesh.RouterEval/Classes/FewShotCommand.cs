using System.Globalization;
using Mesh.RouterEval.Sources;
using Mesh.Routing.Tasks;

namespace Mesh.RouterEval.Classes;

/// <summary>
/// How well a task class that comes with twenty examples is told apart from those already known: each labelled task of a pool with
/// enough questions is left out in turn. The others are learned from one half of their questions and asked with the other.
/// </summary>
internal static class FewShotCommand
{
    private const int Least = 200;
    private const int Shots = 20;
    private const int Seeds = 5;

    public static int Run(string folder)
    {
        foreach (var source in SourceReader.Read(folder).Where(s => !s.IsPair && s.Questions.All(q => q.Kind is not null)))
        {
            string[] tasks = [.. source.Questions.GroupBy(q => q.Kind!).Where(g => g.Count() >= Least).Select(g => g.Key).Order(StringComparer.Ordinal)];
            Console.WriteLine($"\n## {source.Name}: a new class of {Shots} examples among {source.Questions.Select(q => q.Kind).Distinct().Count() - 1}\n\n| task | F1, {Seeds} seeds | median |\n|---|---|---|");
            List<double> all = [];
            foreach (var task in tasks)
            {
                double[] found = [.. Enumerable.Range(1, Seeds).Select(seed => F1(source, task, new Random(seed)))];
                all.AddRange(found);
                Console.WriteLine($"| {task} | {string.Join(", ", found.Select(f => f.ToString("0.00", CultureInfo.InvariantCulture)))} | {Median(found):0.00} |");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all | median {Median(all):0.000}, mean {all.Average():0.000} | |"));
        }

        return 0;
    }

    private static double F1(Source source, string task, Random random)
    {
        List<TaskClass> classes = [];
        List<Question> asked = [];
        foreach (var group in source.Questions.GroupBy(q => q.Kind!))
        {
            Question[] shuffled = [.. group];
            random.Shuffle(shuffled);
            var shown = group.Key == task ? Shots : shuffled.Length / 2;
            classes.Add(new TaskClass(group.Key, null, "", [.. shuffled[..shown].Select(q => q.Prompt)]));
            asked.AddRange(shuffled[shown..]);
        }

        var (classifier, scratch) = (TaskClassifier.Learn(classes), new TaskScratch());
        int hits = 0, misses = 0, wrong = 0;
        foreach (var question in asked)
        {
            var said = classifier.Guess(question.Prompt, scratch).Name == task;
            hits += said && question.Kind == task ? 1 : 0;
            wrong += said && question.Kind != task ? 1 : 0;
            misses += !said && question.Kind == task ? 1 : 0;
        }

        return 2.0 * hits / ((2 * hits) + wrong + misses);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2 : 0;
}
