namespace Mesh.Contracts.Catalog;

/// <summary>Answers what it matches without a model.</summary>
[GenerateSerializer, Immutable, Alias("mesh.AnswerRule")]
public sealed record AnswerRule
{
    /// <summary>Its name, by which its answers are told.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>What the last message must be, but for case, white space at its ends and closing marks; empty when another kind of match is written.</summary>
    [Id(1)] public IReadOnlyList<string> Exact { get; init; } = [];

    /// <summary>A regular expression that the last message must match; null when another kind of match is written.</summary>
    [Id(2)] public string? Regex { get; init; }

    /// <summary>Sentences of which one must be near; empty when another kind of match is written.</summary>
    [Id(3)] public IReadOnlyList<string> Intent { get; init; } = [];

    /// <summary>How near, 0 to 1.</summary>
    /// <value>0.7.</value>
    [Id(4)] public double Threshold { get; init; } = 0.7;

    /// <summary>The answer, in which <c>{name}</c> stands for a group of the expression; null when a function answers.</summary>
    [Id(5)] public string? Text { get; init; }

    /// <summary>The function that answers; null when a text does.</summary>
    [Id(6)] public AnswerFunction? Function { get; init; }

    /// <summary>The time zone of <see cref="AnswerFunction.Date"/> and <see cref="AnswerFunction.Time"/>, by its IANA name.</summary>
    /// <value>UTC.</value>
    [Id(7)] public string TimeZone { get; init; } = "UTC";
}
