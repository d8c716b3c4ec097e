using Mesh.Routing.Learning;

namespace Mesh.Training.Text;

/// <summary>The features of many prompts, row after row.</summary>
internal sealed class SparseRows
{
    private readonly int[][] _columns;
    private readonly float[][] _values;
    private readonly int[] _words;

    private SparseRows(int[][] columns, float[][] values, int[] words, float[][] signals) => (_columns, _values, _words, Signals) = (columns, values, words, signals);

    public int Count => _columns.Length;

    public float[][] Signals { get; }

    public static SparseRows Read(Vocabulary vocabulary, IReadOnlyList<HashedPrompt> prompts)
    {
        var (columns, values) = (new int[prompts.Count][], new float[prompts.Count][]);
        var (words, signals) = (new int[prompts.Count], new float[prompts.Count][]);
        var vector = new PromptVector();
        for (var i = 0; i < prompts.Count; i++)
        {
            vector.Read(vocabulary, prompts[i]);
            (columns[i], values[i]) = (vector.Rows.ToArray(), vector.Values.ToArray());
            (words[i], signals[i]) = (vector.WordCount, vector.Signals.ToArray());
        }

        return new SparseRows(columns, values, words, signals);
    }

    public ReadOnlySpan<int> Columns(int row) => _columns[row];

    public ReadOnlySpan<float> Values(int row) => _values[row];

    /// <summary>The columns of single words only.</summary>
    public ReadOnlySpan<int> Words(int row) => _columns[row].AsSpan(0, _words[row]);

    public ReadOnlySpan<float> WordValues(int row) => _values[row].AsSpan(0, _words[row]);
}
