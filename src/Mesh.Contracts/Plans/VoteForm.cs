namespace Mesh.Contracts.Plans;

/// <summary>How the answers of an ensemble are compared.</summary>
public enum VoteForm
{
    /// <summary>As most of them look.</summary>
    Auto,

    /// <summary>By the letter of an option.</summary>
    Choice,

    /// <summary>By the number.</summary>
    Number,

    /// <summary>By the JSON value.</summary>
    Json,

    /// <summary>As short texts: case, articles and marks around them don't matter.</summary>
    Text,

    /// <summary>Sign by sign.</summary>
    Exact,

    /// <summary>As prose, by likeness.</summary>
    Free,
}
