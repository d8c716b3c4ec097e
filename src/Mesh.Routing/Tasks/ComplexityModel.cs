namespace Mesh.Routing.Tasks;

/// <summary>
/// How much thought a prompt asks for, from 0 (a greeting) to 1 (a proof, a design): a linear regression over the same features as the
/// task classes, learned from the examples when it is made. Immutable; any number of threads may ask, each with its own scratch.
/// </summary>
public sealed class ComplexityModel
{
    private const int Rounds = 40;

    // Of the squared weights, in units of examples.
    private const float Penalty = 1;
    private readonly float[] _weights;
    private readonly float _mean;

    private ComplexityModel(float[] weights, float mean) => (_weights, _mean) = (weights, mean);

    /// <summary>Learns from examples.</summary>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public static ComplexityModel Learn(IReadOnlyList<TaskExample> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0)
        {
            throw new ArgumentException("examples: none", nameof(examples));
        }

        var (features, weights, alpha) = (new TaskFeatures(), new float[TaskFeatures.Rows], new float[examples.Count]);
        var (rows, values) = (new int[examples.Count][], new float[examples.Count][]);
        for (var i = 0; i < examples.Count; i++)
        {
            features.Read(examples[i].Prompt, []);
            (rows[i], values[i]) = (features.At.ToArray(), features.Values.ToArray());
        }

        // Dual coordinate descent for ridge regression: each step solves for one example exactly.
        var mean = examples.Average(e => e.Complexity);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var (said, square) = (0f, 0f);
                for (var k = 0; k < rows[i].Length; k++)
                {
                    said += weights[rows[i][k]] * values[i][k];
                    square += values[i][k] * values[i][k];
                }

                var step = (examples[i].Complexity - mean - said - (Penalty * alpha[i])) / (square + Penalty);
                alpha[i] += step;
                for (var k = 0; k < rows[i].Length; k++)
                {
                    weights[rows[i][k]] += step * values[i][k];
                }
            }
        }

        return new ComplexityModel(weights, mean);
    }

    /// <summary>The complexity of a prompt.</summary>
    public float Rate(ReadOnlySpan<char> prompt, TaskScratch scratch)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        scratch.Features.Read(prompt, []);
        var at = scratch.Features.At;
        var values = scratch.Features.Values;
        var said = _mean;
        for (var i = 0; i < at.Length; i++)
        {
            said += _weights[at[i]] * values[i];
        }

        return Math.Clamp(said, 0, 1);
    }
}
