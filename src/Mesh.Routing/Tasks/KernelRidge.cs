using Mesh.Routing.Learning;

namespace Mesh.Routing.Tasks;

/// <summary>
/// Ridge regression of all classes at once over sparse examples, in its dual form: one decomposition serves every class and gives what
/// each example would be scored without itself. A class's examples weigh as much together as those of any other.
/// </summary>
internal sealed class KernelRidge
{
    private readonly float[][] _inverse;

    /// <summary>Decomposes.</summary>
    /// <param name="rows">Rows of the examples' features.</param>
    /// <param name="values">Values of these.</param>
    /// <param name="classOf">The class of each example.</param>
    /// <param name="classes">Classes that there are.</param>
    /// <param name="penalty">Added to the kernel's diagonal for an example of a class of mean size.</param>
    public KernelRidge(int[][] rows, float[][] values, int[] classOf, int classes, float penalty)
    {
        var counts = new int[classes];
        foreach (var c in classOf)
        {
            counts[c]++;
        }

        var kernel = Kernel(rows, values);
        for (var i = 0; i < kernel.Length; i++)
        {
            kernel[i][i] += penalty * counts[classOf[i]] * classes / kernel.Length;
        }

        _inverse = InverseOfFactor(Factor(kernel));
    }

    /// <summary>Solves for one class.</summary>
    /// <param name="targets">What each example should score.</param>
    /// <param name="alone">Filled: what each scores when it is left out.</param>
    /// <returns>The weight of each example.</returns>
    public float[] Solve(float[] targets, float[] alone)
    {
        var (half, weights) = (new float[targets.Length], new float[targets.Length]);
        for (var j = 0; j < targets.Length; j++)
        {
            Dense.AddScaled(_inverse[j], targets[j], half.AsSpan(j));
        }

        for (var i = 0; i < targets.Length; i++)
        {
            weights[i] = Dense.Dot(_inverse[i], half.AsSpan(i));
            alone[i] = targets[i] - (weights[i] / Dense.Dot(_inverse[i], _inverse[i]));
        }

        return weights;
    }

    // Lower half; a bias is a feature of value 1 that all examples have.
    private static float[][] Kernel(int[][] rows, float[][] values)
    {
        var (kernel, spread) = (new float[rows.Length][], new float[TaskFeatures.Rows]);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var k = 0; k < rows[i].Length; k++)
            {
                spread[rows[i][k]] = values[i][k];
            }

            kernel[i] = new float[i + 1];
            for (var j = 0; j <= i; j++)
            {
                var sum = 1f;
                for (var k = 0; k < rows[j].Length; k++)
                {
                    sum += spread[rows[j][k]] * values[j][k];
                }

                kernel[i][j] = sum;
            }

            foreach (var row in rows[i])
            {
                spread[row] = 0;
            }
        }

        return kernel;
    }

    // Cholesky's decomposition, in place.
    private static float[][] Factor(float[][] a)
    {
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                a[i][j] = (a[i][j] - Dense.Dot(a[i].AsSpan(0, j), a[j])) / a[j][j];
            }

            a[i][i] = MathF.Sqrt(Math.Max(1e-6f, a[i][i] - Dense.Dot(a[i].AsSpan(0, i), a[i])));
        }

        return a;
    }

    // Column j of the factor's inverse, from its diagonal down.
    private static float[][] InverseOfFactor(float[][] factor)
    {
        var inverse = new float[factor.Length][];
        for (var j = 0; j < factor.Length; j++)
        {
            var column = inverse[j] = new float[factor.Length - j];
            column[0] = 1 / factor[j][j];
            for (var i = j + 1; i < factor.Length; i++)
            {
                column[i - j] = -Dense.Dot(factor[i].AsSpan(j, i - j), column) / factor[i][i];
            }
        }

        return inverse;
    }
}
