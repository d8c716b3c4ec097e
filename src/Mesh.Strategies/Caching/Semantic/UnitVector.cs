using System.Numerics.Tensors;

namespace Mesh.Strategies.Caching.Semantic;

/// <summary>A direction: a vector of length 1.</summary>
public sealed class UnitVector
{
    /// <summary>Most dimensions.</summary>
    public const int Most = 16_384;

    private readonly float[] _values;

    private UnitVector(float[] values) => _values = values;

    /// <summary>How many numbers it holds.</summary>
    public int Dimensions => _values.Length;

    /// <summary>The direction of a vector; null where it has none, holds what is no number, or is too long.</summary>
    public static UnitVector? Of(ReadOnlySpan<float> vector)
    {
        if (vector.Length is 0 or > Most)
        {
            return null;
        }

        // Scaled first, so that squares of large or small numbers stay within what a float can tell.
        var values = new float[vector.Length];
        var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (!float.IsFinite(largest) || largest == 0)
        {
            return null;
        }

        TensorPrimitives.Divide(vector, largest, values);
        TensorPrimitives.Divide(values, TensorPrimitives.Norm<float>(values), values);
        return new UnitVector(values);
    }

    /// <summary>Cosine of the angle between two, -1 to 1; -1 for vectors of different dimensions, which nothing connects.</summary>
    public float Cosine(UnitVector other) =>
        other._values.Length == _values.Length ? Math.Clamp(TensorPrimitives.Dot<float>(_values, other._values), -1f, 1f) : -1f;
}
