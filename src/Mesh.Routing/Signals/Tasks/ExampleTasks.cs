using Mesh.Contracts.Catalog;

namespace Mesh.Routing.Signals.Tasks;

/// <summary>
/// Finds the task class whose examples a text is most like: the cosine between their words, each word weighing the more the fewer classes
/// have it. A class without examples is never found.
/// </summary>
internal sealed class ExampleTasks
{
    private const int MostWords = 400;
    private const int MostOfExamples = 50_000;
    private const int Least = 4;

    // Under this the likeness is chance: two texts of a language share its small words.
    private const double LeastLikeness = 0.3;

    private readonly (string Task, Dictionary<string, double> Words)[] _classes;
    private readonly Dictionary<string, double> _weights;

    public ExampleTasks(IReadOnlyList<TaskEntry> own)
    {
        var counted = own.Where(t => t.Examples.Count > 0).Select(t => (t.Name, Words: Count(string.Join('\n', t.Examples.Append(t.Description)), MostOfExamples))).ToArray();
        var examples = own.SelectMany(t => t.Examples).Select(e => Count(e).Keys).ToArray();
        _weights = counted.SelectMany(c => c.Words.Keys).Distinct(StringComparer.Ordinal)
            .ToDictionary(w => w, w => Math.Log((1.0 + examples.Length) / (1 + examples.Count(e => e.Contains(w)))) + 0.2, StringComparer.Ordinal);
        _classes = [.. counted.Select(c => (c.Name, Normal(c.Words)))];
    }

    /// <summary>The class, and how sure that is; null where none is like it.</summary>
    public (string Task, double Confidence)? Find(string text)
    {
        var words = Normal(Count(text));
        if (words.Count < Least)
        {
            return null;
        }

        var likeness = _classes.Select(c => (c.Task, Likeness: words.Sum(w => w.Value * c.Words.GetValueOrDefault(w.Key)))).OrderByDescending(c => c.Likeness).ToArray();
        return likeness[0].Likeness < LeastLikeness ? null
            : (likeness[0].Task, Math.Clamp(0.5 + likeness[0].Likeness - (likeness.Length > 1 ? likeness[1].Likeness : 0), 0, 1));
    }

    private static Dictionary<string, double> Count(string text, int most = MostWords)
    {
        var words = new Dictionary<string, double>(StringComparer.Ordinal);
        WordScan.Each(text, most, (word, _) =>
        {
            if (word.Length > 2)
            {
                var key = word.ToString();
                words[key] = words.GetValueOrDefault(key) + 1;
            }
        });
        return words;
    }

    // A word that no example has pulls a text away from every class.
    private Dictionary<string, double> Normal(Dictionary<string, double> counts)
    {
        var weighed = counts.ToDictionary(w => w.Key, w => (1 + Math.Log(w.Value)) * _weights.GetValueOrDefault(w.Key, 1), StringComparer.Ordinal);
        var length = Math.Sqrt(weighed.Values.Sum(v => v * v));
        return length == 0 ? weighed : weighed.ToDictionary(w => w.Key, w => w.Value / length, StringComparer.Ordinal);
    }
}
