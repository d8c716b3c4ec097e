using Mesh.Routing.Learning;

namespace Mesh.Routing.Tasks;

/// <summary>
/// Tells task classes apart. It is learned from the classes' examples when it is made, which takes a fraction of a second: an added
/// class takes effect by making another one and swapping it in. Immutable; any number of threads may ask, each with its own scratch.
/// </summary>
public sealed class TaskClassifier
{
    /// <summary>Classes at most.</summary>
    public const int MostClasses = 64;

    /// <summary>Examples that are read at most, shared out evenly; of a class that has more, every so-many-th.</summary>
    public const int MostExamples = 2000;

    // Of the regression, for a class of mean size; chosen on held-out examples.
    private const float Penalty = 1;

    // The classes' scores are no independent witnesses: each counts half.
    private const double Sharpness = 0.5;
    private readonly float[] _weights;
    private readonly float[] _bias;
    private readonly float[] _rarity;
    private readonly int[] _parents;

    private TaskClassifier(string[] names, int[] parents, float[] weights, float[] bias, float[] rarity) =>
        (Names, _parents, _weights, _bias, _rarity) = (names, parents, weights, bias, rarity);

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Learns from the classes' examples; the same classes make the same classifier.</summary>
    /// <exception cref="ArgumentException">Fewer than two or too many classes, a name twice, no example, or a parent that there is not.</exception>
    public static TaskClassifier Learn(IReadOnlyList<TaskClass> classes) => Learn(classes, Penalty);

    /// <summary>Like <see cref="Learn(IReadOnlyList{TaskClass})"/>, with another penalty.</summary>
    internal static TaskClassifier Learn(IReadOnlyList<TaskClass> classes, float penalty)
    {
        Check(classes);
        string[] names = [.. classes.Select(c => c.Name)];
        var examples = classes.Index().SelectMany(c => Texts(c.Item, MostExamples / classes.Count).Select(t => (Text: t, Class: c.Index))).ToArray();
        var rarity = Rarity(examples.Select(e => e.Text));
        var features = new TaskFeatures();
        var (rows, values) = (new int[examples.Length][], new float[examples.Length][]);
        for (var i = 0; i < examples.Length; i++)
        {
            features.Read(examples[i].Text, rarity);
            (rows[i], values[i]) = (features.At.ToArray(), features.Values.ToArray());
        }

        var (weights, bias) = Fit(rows, values, [.. examples.Select(e => e.Class)], names.Length, penalty);
        return new TaskClassifier(names, [.. classes.Select(c => c.Parent is null ? -1 : Array.IndexOf(names, c.Parent))], weights, bias, rarity);
    }

    /// <summary>The class of a prompt. A special case is named only where it is likelier than not; else its parent is.</summary>
    public TaskGuess Guess(ReadOnlySpan<char> prompt, TaskScratch scratch)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        scratch.Margins = scratch.Margins.Length == Names.Count ? scratch.Margins : new float[Names.Count];
        Shares(prompt, scratch, scratch.Margins);
        var best = 0;
        for (var c = 1; c < scratch.Margins.Length; c++)
        {
            best = scratch.Margins[c] > scratch.Margins[best] ? c : best;
        }

        var share = scratch.Margins[best];
        while (share < 0.5f && _parents[best] >= 0)
        {
            best = _parents[best];
            share = Family(best, scratch.Margins);
        }

        return new TaskGuess(Names[best], share);
    }

    /// <summary>How likely each class is; together 1.</summary>
    /// <param name="prompt">The prompt's text.</param>
    /// <param name="scratch">Of the calling thread.</param>
    /// <param name="shares">Filled; as long as <see cref="Names"/>.</param>
    public void Shares(ReadOnlySpan<char> prompt, TaskScratch scratch, Span<float> shares)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        var features = scratch.Features;
        features.Read(prompt, _rarity);
        _bias.CopyTo(shares);
        Dense.AddRows(_weights, features.At, features.Values, shares);
        Dense.Softmax(shares);
    }

    // Each class's scores are put on one scale: how much likelier a score is among its own examples than among the others', by what these
    // score when they are left out (normal distributions of one variance). So a class of few examples isn't at a loss.
    private static (float[] Weights, float[] Bias) Fit(int[][] rows, float[][] values, int[] classOf, int classes, float penalty)
    {
        var (ridge, alone) = (new KernelRidge(rows, values, classOf, classes, penalty), new float[rows.Length]);
        var (weights, bias) = (new float[TaskFeatures.Rows * classes], new float[classes]);
        for (var c = 0; c < classes; c++)
        {
            float[] targets = [.. classOf.Select(o => o == c ? 1f : 0f)];
            var solved = ridge.Solve(targets, alone);
            var (slope, offset) = Scale(targets, alone);
            for (var i = 0; i < rows.Length; i++)
            {
                bias[c] += slope * solved[i];
                for (var k = 0; k < rows[i].Length; k++)
                {
                    weights[(rows[i][k] * classes) + c] += slope * solved[i] * values[i][k];
                }
            }

            bias[c] += offset;
        }

        return (weights, bias);
    }

    private static (float Slope, float Offset) Scale(float[] belongs, float[] alone)
    {
        double own = 0, other = 0, count = belongs.Sum(), squares = 0;
        for (var i = 0; i < alone.Length; i++)
        {
            (own, other) = belongs[i] > 0 ? (own + alone[i], other) : (own, other + alone[i]);
        }

        (own, other) = (own / count, other / (alone.Length - count));
        double ownSquares = 0;
        for (var i = 0; i < alone.Length; i++)
        {
            var off = alone[i] - (belongs[i] > 0 ? own : other);
            (ownSquares, squares) = belongs[i] > 0 ? (ownSquares + (off * off), squares) : (ownSquares, squares + (off * off));
        }

        var variance = (((ownSquares / count) + (squares / (alone.Length - count))) / 2) + 1e-4;
        var slope = Sharpness * Math.Max(own - other, 1e-3) / variance;
        return ((float)slope, (float)(-slope * (own + other) / 2));
    }

    private float Family(int parent, ReadOnlySpan<float> shares)
    {
        var sum = shares[parent];
        for (var c = 0; c < shares.Length; c++)
        {
            sum += _parents[c] == parent ? shares[c] : 0;
        }

        return sum;
    }

    private static IEnumerable<string> Texts(TaskClass task, int most)
    {
        string[] texts = task.Description.Length == 0 ? [.. task.Examples] : [.. task.Examples, task.Description];
        return texts.Length <= most ? texts : Enumerable.Range(0, most).Select(i => texts[(int)((long)i * texts.Length / most)]);
    }

    private static float[] Rarity(IEnumerable<string> texts)
    {
        var (features, seen, count) = (new TaskFeatures(), new int[TaskFeatures.Rows], 0);
        foreach (var text in texts)
        {
            features.Read(text, []);
            count++;
            foreach (var row in features.At)
            {
                seen[row]++;
            }
        }

        return [.. seen.Select(s => MathF.Log((1f + count) / (1 + s)) + 1)];
    }

    private static void Check(IReadOnlyList<TaskClass> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (classes.Count is < 2 or > MostClasses)
        {
            throw new ArgumentException($"tasks: {classes.Count} classes, from 2 to {MostClasses} can be told apart", nameof(classes));
        }

        foreach (var task in classes)
        {
            if (task.Examples.Count == 0)
            {
                throw new ArgumentException($"tasks.{task.Name}.examples: none, give at least one prompt", nameof(classes));
            }

            if (classes.Count(c => c.Name == task.Name) > 1)
            {
                throw new ArgumentException($"tasks.{task.Name}: named twice", nameof(classes));
            }

            if (task.Parent is not null && !classes.Any(c => c.Name == task.Parent))
            {
                throw new ArgumentException($"tasks.{task.Name}.parent: there is no class '{task.Parent}'", nameof(classes));
            }
        }
    }
}
