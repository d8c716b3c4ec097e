namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>Tells a misspelt word from another one.</summary>
internal static class Spelling
{
    // Shorter words are too near to other ones: form and from, house and mouse.
    private const int Least = 7;

    /// <summary>Whether two words are long, begin and end alike, and differ by one letter that is missing, too many, another, or has changed places with its neighbour.</summary>
    public static bool IsOneSlip(string one, string other)
    {
        if (one.Length > other.Length)
        {
            (one, other) = (other, one);
        }

        if (one.Length < Least || other.Length - one.Length > 1 || one[0] != other[0] || one[^1] != other[^1])
        {
            return false;
        }

        var at = one.AsSpan().CommonPrefixLength(other);
        var left = one.AsSpan(at);
        var right = other.AsSpan(at);
        if (left.IsEmpty)
        {
            return true;
        }

        return one.Length < other.Length
            ? left.SequenceEqual(right[1..])
            : left[1..].SequenceEqual(right[1..]) || (left.Length > 1 && left[0] == right[1] && left[1] == right[0] && left[2..].SequenceEqual(right[2..]));
    }
}
