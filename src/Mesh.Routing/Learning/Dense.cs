using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mesh.Routing.Learning;

/// <summary>The loops that all inference and training consist of, on the processor's vectors.</summary>
internal static class Dense
{
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var va = MemoryMarshal.Cast<float, Vector<float>>(a);
        var vb = MemoryMarshal.Cast<float, Vector<float>>(b[..a.Length]);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < va.Length; i++)
        {
            sums += va[i] * vb[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = va.Length * Vector<float>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Adds a multiple of one vector to another.</summary>
    public static void AddScaled(ReadOnlySpan<float> from, float scale, Span<float> to)
    {
        var vf = MemoryMarshal.Cast<float, Vector<float>>(from);
        var vt = MemoryMarshal.Cast<float, Vector<float>>(to[..from.Length]);
        var scales = new Vector<float>(scale);
        for (var i = 0; i < vf.Length; i++)
        {
            vt[i] += vf[i] * scales;
        }

        for (var i = vf.Length * Vector<float>.Count; i < from.Length; i++)
        {
            to[i] += from[i] * scale;
        }
    }

    /// <summary>Adds chosen rows of a matrix, each times its value.</summary>
    /// <param name="matrix">Row after row.</param>
    /// <param name="rows">Which.</param>
    /// <param name="values">As many as rows.</param>
    /// <param name="to">Added to; as long as a row.</param>
    public static void AddRows(ReadOnlySpan<float> matrix, ReadOnlySpan<int> rows, ReadOnlySpan<float> values, Span<float> to)
    {
        // A row is short: its sums stay in the processor's registers, two vectors of them at a time. What is read beyond a row is not kept.
        Span<float> sums = stackalloc float[2 * Vector<float>.Count];
        values = values[..rows.Length];
        for (var at = 0; at < to.Length; at += sums.Length)
        {
            var part = to.Slice(at, Math.Min(sums.Length, to.Length - at));
            part.CopyTo(sums);
            var (first, second) = (new Vector<float>(sums), new Vector<float>(sums[Vector<float>.Count..]));
            var last = matrix.Length - sums.Length;
            for (var i = 0; i < rows.Length; i++)
            {
                var start = (rows[i] * to.Length) + at;
                if (start > last)
                {
                    // The last rows of all have nothing behind them.
                    first.CopyTo(sums);
                    second.CopyTo(sums[Vector<float>.Count..]);
                    AddScaled(matrix.Slice(start, part.Length), values[i], sums);
                    (first, second) = (new Vector<float>(sums), new Vector<float>(sums[Vector<float>.Count..]));
                    continue;
                }

                var row = matrix.Slice(start, 2 * Vector<float>.Count);
                var value = new Vector<float>(values[i]);
                first += new Vector<float>(row) * value;
                second += new Vector<float>(row[Vector<float>.Count..]) * value;
            }

            first.CopyTo(sums);
            second.CopyTo(sums[Vector<float>.Count..]);
            sums[..part.Length].CopyTo(part);
        }
    }

    /// <summary>Divides every value by one number.</summary>
    public static void Divide(Span<float> values, float by)
    {
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        foreach (ref var vector in vectors)
        {
            vector /= new Vector<float>(by);
        }

        foreach (ref var value in values[(vectors.Length * Vector<float>.Count)..])
        {
            value /= by;
        }
    }

    /// <summary>1 where something holds, else 0, without a branch.</summary>
    public static int One(bool holds) => Unsafe.BitCast<bool, byte>(holds);

    /// <summary>One of two values, without a branch.</summary>
    public static ulong Choose(bool first, ulong one, ulong other) => other ^ ((one ^ other) & (ulong)-One(first));

    public static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    /// <summary>Turns logits into shares that add up to one.</summary>
    public static void Softmax(Span<float> logits)
    {
        var most = float.NegativeInfinity;
        foreach (var logit in logits)
        {
            most = Math.Max(most, logit);
        }

        var sum = 0f;
        foreach (ref var logit in logits)
        {
            logit = MathF.Exp(logit - most);
            sum += logit;
        }

        foreach (ref var logit in logits)
        {
            logit /= sum;
        }
    }
}
