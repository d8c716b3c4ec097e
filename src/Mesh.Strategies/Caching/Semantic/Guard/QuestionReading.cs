namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>What of a question another one must share to be the same.</summary>
internal sealed record QuestionReading
{
    /// <summary>Its language, as far as it can be told.</summary>
    public required string Language { get; init; }

    /// <summary>Numbers in order, each with its unit.</summary>
    public required IReadOnlyList<string> Numbers { get; init; }

    /// <summary>Quotes, code, identifiers and addresses in order.</summary>
    public required IReadOnlyList<string> Literals { get; init; }

    /// <summary>Words that are written as names.</summary>
    public required IReadOnlySet<string> Names { get; init; }

    /// <summary>All words.</summary>
    public required IReadOnlySet<string> Words { get; init; }

    /// <summary>All words, in one form for those that say the same.</summary>
    public required IReadOnlySet<string> Forms { get; init; }

    /// <summary>How often something is denied.</summary>
    public required int Negations { get; init; }

    /// <summary>Words that bound or compare.</summary>
    public required IReadOnlySet<string> Bounds { get; init; }

    /// <summary>Things of kinds.</summary>
    public required IReadOnlySet<string> Kinds { get; init; }

    /// <summary>Who is spoken of.</summary>
    public required Persons Persons { get; init; }

    /// <summary>What is asked of it: <c>what</c>, <c>how</c>, <c>how many</c>, <c>whether can</c>, ...; empty for a wish or bare words.</summary>
    public required IReadOnlySet<string> Asked { get; init; }

    /// <summary>Whether it is about what was.</summary>
    public required bool IsPast { get; init; }

    /// <summary>Whether it is about what will be.</summary>
    public required bool IsFuture { get; init; }

    /// <summary>The words that carry what is asked, in order.</summary>
    public required IReadOnlyList<ContentWord> Content { get; init; }

    /// <summary>The same with who acts and who is acted on.</summary>
    public required IReadOnlyList<ContentWord> Parts { get; init; }

    /// <summary>Who or what it is about, where it is to be answered with yes or no: <c>first</c>, <c>second</c> or <c>other</c>; null where it is not, or nobody in particular.</summary>
    public required string? Subject { get; init; }

    /// <summary>Whether the answer is a yes or no.</summary>
    public bool IsWhether => Asked.Any(a => a.StartsWith("whether", StringComparison.Ordinal));
}
