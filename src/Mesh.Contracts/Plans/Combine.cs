namespace Mesh.Contracts.Plans;

/// <summary>What becomes of the answers of an ensemble.</summary>
public enum Combine
{
    /// <summary>The answer that most gave.</summary>
    Vote,

    /// <summary>The same, where each vote weighs what is known of its model at such tasks.</summary>
    Weighted,

    /// <summary>The one that wins most comparisons by a judge.</summary>
    Judge,

    /// <summary>One that a model makes of all.</summary>
    Fuse,

    /// <summary>The mean of answers that are numbers.</summary>
    Mean,
}
