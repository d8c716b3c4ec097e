using Mesh.Routing.Learning;
using Mesh.Training.Linear;
using Mesh.Training.Text;

namespace Mesh.Training.Stages;

/// <summary>
/// Prompts of which only one model was asked, as a mesh records them, tell nothing of how models differ. Of each other model stands there what a regression of
/// its own outcomes expects: right in the mean, as far as who was asked depends on nothing but the prompt.
/// </summary>
internal static class UnaskedModels
{
    private const float Penalty = 3;

    /// <summary>The qualities with what is expected of unasked models filled in; those of several models stay as they are.</summary>
    /// <param name="rows">The prompts' features.</param>
    /// <param name="columns">Features that there are.</param>
    /// <param name="known">What was said of each model; not a number where nothing was.</param>
    public static float[][] Fill(SparseRows rows, int columns, float[][] known)
    {
        if (!known.Any(IsOne))
        {
            return known;
        }

        var heads = new LogisticFit(rows, columns).Heads([.. Enumerable.Range(0, known.Length)], known, Penalty);
        return [.. known.Select((qualities, i) => IsOne(qualities) ? Filled(heads, rows, i, qualities) : qualities)];
    }

    private static bool IsOne(float[] qualities) => qualities.Count(q => !float.IsNaN(q)) == 1;

    private static float[] Filled(LinearHeads heads, SparseRows rows, int row, float[] known)
    {
        var expected = new float[known.Length];
        heads.Predict(rows.Columns(row), rows.Values(row), expected);
        return [.. known.Zip(expected, (said, guess) => float.IsNaN(said) ? guess : said)];
    }
}
