using System.Collections.Frozen;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Signals.Tasks;

/// <summary>
/// Tells tasks apart by their words and their form, so that everything works where no trained classifier is at hand. A catalogue's own
/// class is told by words that its examples have in common with the request.
/// </summary>
public sealed class WordTasks : ITaskSignals, ITaskClassifier
{
    private const int MostWords = 400;
    private const double LeastScore = 1;
    private static readonly string[] s_classes = [.. WordRules.All.Keys];
    private static readonly FrozenDictionary<string, (int Class, double Weight)> s_words = Words(prefixes: false);
    private static readonly (string Begin, int Class, double Weight)[] s_prefixes = [.. Words(prefixes: true).Select(w => (w.Key, w.Value.Class, w.Value.Weight))];
    private static readonly FrozenDictionary<string, (int Class, double Weight)>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_words.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly ExampleTasks? _own;

    private WordTasks(ExampleTasks? own) => _own = own;

    /// <summary>For the built-in classes alone.</summary>
    public static WordTasks BuiltIn { get; } = new(null);

    /// <inheritdoc/>
    public ITaskSignals ReadyFor(IReadOnlyList<TaskEntry> own) => own.Any(t => t.Examples.Count > 0) ? new WordTasks(new ExampleTasks(own)) : BuiltIn;

    /// <inheritdoc/>
    public TaskReading Read(ChatRequest request, string message)
    {
        var form = PromptForm.Of(message);
        var complexity = form.Complexity(request);
        if (_own?.Find(message) is { } own)
        {
            return new TaskReading(own.Task, own.Confidence, complexity);
        }

        if (request.Messages.Count > 0 && request.Messages[^1].Parts.Any(p => p is ImagePart))
        {
            return new TaskReading("vision", 0.9, complexity);
        }

        Span<double> scores = stackalloc double[s_classes.Length];
        var tally = new Tally();
        WordScan.Each(message, MostWords, tally.Add);
        tally.CopyTo(scores);
        scores[Array.IndexOf(s_classes, "code")] += form.CodeMarks;
        scores[Array.IndexOf(s_classes, "math")] += form.MathMarks;
        var (best, sum) = (0, 0.0);
        for (var i = 0; i < scores.Length; i++)
        {
            sum += scores[i];
            best = scores[i] > scores[best] ? i : best;
        }

        // One weak word says little: then it is talk.
        return scores[best] < LeastScore
            ? new TaskReading(TaskClasses.Chat, 1 - (scores[best] / (2 * LeastScore)), complexity)
            : new TaskReading(s_classes[best], scores[best] / (sum + 1), complexity);
    }

    private static FrozenDictionary<string, (int Class, double Weight)> Words(bool prefixes) =>
        (from rule in WordRules.All.Index()
         from line in rule.Item.Value
         from word in line.Words.Split(' ')
         where word.EndsWith('*') == prefixes
         group (rule.Index, line.Weight) by word.TrimEnd('*')).ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    // A word counts once however often it stands there, so that a long text does not outweigh the request at its beginning.
    private sealed class Tally
    {
        // Words near the beginning say what is wanted; those far in are what it is about.
        private const int FullUntil = 40;
        private readonly double[] _scores = new double[s_classes.Length];
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
        private int _words;

        public void Add(ReadOnlySpan<char> word, ReadOnlySpan<char> pair)
        {
            _words++;
            Take(word);
            Take(pair);
            foreach (var (begin, at, weight) in s_prefixes)
            {
                if (word.StartsWith(begin, StringComparison.Ordinal) && _seen.Add(begin))
                {
                    Add(at, weight);
                }
            }
        }

        public void CopyTo(Span<double> scores) => _scores.CopyTo(scores);

        private void Take(ReadOnlySpan<char> word)
        {
            if (!word.IsEmpty && s_lookup.TryGetValue(word, out var found) && _seen.Add(word.ToString()))
            {
                Add(found.Class, found.Weight);
            }
        }

        private void Add(int at, double weight) => _scores[at] += _words <= FullUntil ? weight : weight * FullUntil / (2.0 * _words);
    }
}
