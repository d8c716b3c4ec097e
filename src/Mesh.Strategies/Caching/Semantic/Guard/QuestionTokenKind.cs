namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>What a piece of a question is.</summary>
internal enum QuestionTokenKind
{
    /// <summary>A word.</summary>
    Word,

    /// <summary>A number, date or time.</summary>
    Number,

    /// <summary>A quote, code, an identifier or address: every sign of it counts.</summary>
    Literal,

    /// <summary>A mark between parts of a list or of things that are set side by side.</summary>
    Link,
}
