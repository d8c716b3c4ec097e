using Mesh.Routing.Learning;

namespace Mesh.Training.Linear;

/// <summary>Minimises a smooth convex function by L-BFGS (Liu and Nocedal, 1989) with a halving line search.</summary>
internal sealed class QuasiNewton(int size, int history = 6)
{
    private readonly float[][] _steps = NewRows(history, size);
    private readonly float[][] _turns = NewRows(history, size);
    private readonly float[] _curvature = new float[history];
    private readonly float[] _share = new float[history];
    private int _kept;

    public delegate double Function(ReadOnlySpan<float> at, Span<float> gradient);

    /// <summary>Moves <paramref name="at"/> to the least value found.</summary>
    /// <param name="function">Value and gradient.</param>
    /// <param name="at">Start and result.</param>
    /// <param name="iterations">At most so many.</param>
    /// <param name="tolerance">Ends when a step lowers the value by less than this share.</param>
    public void Minimise(Function function, float[] at, int iterations, double tolerance)
    {
        var (gradient, direction) = (new float[size], new float[size]);
        var (next, nextGradient) = (new float[size], new float[size]);
        var value = function(at, gradient);
        _kept = 0;
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            Direct(gradient, direction);
            var slope = Dense.Dot(direction, gradient);
            var step = iteration == 0 ? 1f / Math.Max(1e-6f, MathF.Sqrt(Dense.Dot(gradient, gradient))) : 1f;
            var found = value;
            var tries = 0;
            for (; tries < 20; tries++, step *= 0.5f)
            {
                at.CopyTo(next, 0);
                Dense.AddScaled(direction, step, next);
                found = function(next, nextGradient);
                // Armijo's rule: at least a small part of what the slope promises.
                if (found <= value + (1e-4 * step * slope))
                {
                    break;
                }
            }

            if (tries == 20)
            {
                return;
            }

            Remember(at, next, gradient, nextGradient);
            next.CopyTo(at, 0);
            nextGradient.CopyTo(gradient, 0);
            if (value - found < tolerance * Math.Abs(value))
            {
                return;
            }

            value = found;
        }
    }

    private static float[][] NewRows(int rows, int size) => [.. Enumerable.Range(0, rows).Select(_ => new float[size])];

    private void Remember(float[] at, float[] next, float[] gradient, float[] nextGradient)
    {
        var slot = _kept % history;
        for (var i = 0; i < size; i++)
        {
            _steps[slot][i] = next[i] - at[i];
            _turns[slot][i] = nextGradient[i] - gradient[i];
        }

        var product = Dense.Dot(_steps[slot], _turns[slot]);
        if (product > 1e-10f)
        {
            _curvature[slot] = 1 / product;
            _kept++;
        }
    }

    // The two-loop recursion.
    private void Direct(float[] gradient, float[] direction)
    {
        for (var i = 0; i < size; i++)
        {
            direction[i] = -gradient[i];
        }

        var first = Math.Max(0, _kept - history);
        for (var k = _kept - 1; k >= first; k--)
        {
            var slot = k % history;
            _share[slot] = _curvature[slot] * Dense.Dot(_steps[slot], direction);
            Dense.AddScaled(_turns[slot], -_share[slot], direction);
        }

        if (_kept > 0)
        {
            var last = (_kept - 1) % history;
            var scale = 1 / (_curvature[last] * Dense.Dot(_turns[last], _turns[last]));
            foreach (ref var d in direction.AsSpan())
            {
                d *= scale;
            }
        }

        for (var k = first; k < _kept; k++)
        {
            var slot = k % history;
            var back = _curvature[slot] * Dense.Dot(_turns[slot], direction);
            Dense.AddScaled(_steps[slot], _share[slot] - back, direction);
        }
    }
}
