using System.Numerics;
using System.Runtime.InteropServices;

namespace Mesh.Routing.Learning;

/// <summary>The two loops that all inference and training consist of, on the processor's vectors.</summary>
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
