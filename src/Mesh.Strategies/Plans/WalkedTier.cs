using Mesh.Strategies.Confidence.Sources;

namespace Mesh.Strategies.Plans;

/// <summary>A tier of a cascade that answered.</summary>
/// <param name="At">Its place, from 0.</param>
/// <param name="Call">The decision of the call whose words it gave.</param>
/// <param name="Model">The model that answered.</param>
/// <param name="Judged">How sure the cascade was of it, with what each source said; null where nobody asked.</param>
/// <param name="Accepted">Whether that was enough.</param>
/// <param name="Features">What a scorer learns from; empty where the answer was not judged.</param>
public sealed record WalkedTier(int At, string Call, string Model, AnswerConfidence? Judged, bool Accepted, float[] Features)
{
    /// <summary>Whether it says the same as the answer that was given; null where that cannot be told, as of prose.</summary>
    public bool? SaysTheSame { get; init; }

    /// <summary>What it cost in USD, with the calls by which it was judged.</summary>
    public decimal CostUsd { get; init; }
}
