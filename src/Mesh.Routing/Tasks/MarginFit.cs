using Mesh.Routing.Learning;

namespace Mesh.Routing.Tasks;

/// <summary>
/// One class against all others: a linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh and
/// others, 2008). Both sides weigh the same however few examples the class has. Examples are visited in a fixed shuffled order.
/// </summary>
internal sealed class MarginFit(int[][] rows, float[][] values)
{
    private const int Rounds = 30;
    private const float Cost = 2;
    private readonly int[] _order = Shuffled(rows.Length);

    /// <summary>Learns one class.</summary>
    /// <param name="belongs">Whether each example is of the class.</param>
    /// <param name="weights">Filled, row by row; the bias is last.</param>
    public void Fit(bool[] belongs, Span<float> weights)
    {
        weights.Clear();
        var own = Math.Max(1, belongs.Count(b => b));
        var (costOwn, costOther) = (Cost * rows.Length / (2f * own), Cost * rows.Length / (2f * Math.Max(1, rows.Length - own)));
        var alpha = new float[rows.Length];
        for (var round = 0; round < Rounds; round++)
        {
            var moved = 0f;
            foreach (var i in _order)
            {
                var sign = belongs[i] ? 1f : -1f;
                var slack = 0.5f / (belongs[i] ? costOwn : costOther);
                var gradient = (sign * Dot(i, weights)) - 1 + (slack * alpha[i]);
                var next = Math.Max(0, alpha[i] - (gradient / (Square(i) + slack)));
                if (next != alpha[i])
                {
                    moved = Math.Max(moved, Math.Abs(next - alpha[i]));
                    Add(i, sign * (next - alpha[i]), weights);
                    alpha[i] = next;
                }
            }

            if (moved < 1e-3f)
            {
                return;
            }
        }
    }

    private static int[] Shuffled(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var state = 12345u;
        for (var i = count - 1; i > 0; i--)
        {
            state = FeatureHash.Pair(state, (uint)i);
            var other = (int)(state % (uint)(i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    private float Square(int i) => Dense.Dot(values[i], values[i]) + 1;

    private float Dot(int i, ReadOnlySpan<float> weights)
    {
        var (at, v) = (rows[i], values[i]);
        var sum = weights[^1];
        for (var k = 0; k < at.Length; k++)
        {
            sum += weights[at[k]] * v[k];
        }

        return sum;
    }

    private void Add(int i, float scale, Span<float> weights)
    {
        var (at, v) = (rows[i], values[i]);
        weights[^1] += scale;
        for (var k = 0; k < at.Length; k++)
        {
            weights[at[k]] += scale * v[k];
        }
    }
}
