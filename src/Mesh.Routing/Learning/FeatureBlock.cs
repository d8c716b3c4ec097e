namespace Mesh.Routing.Learning;

/// <summary>A kind of hashed features; each kind is brought to unit length by itself.</summary>
public enum FeatureBlock : byte
{
    /// <summary>Single words and numbers.</summary>
    Words,

    /// <summary>Two words that follow each other.</summary>
    Pairs,

    /// <summary>Four characters that follow each other, across words.</summary>
    Grams,
}
