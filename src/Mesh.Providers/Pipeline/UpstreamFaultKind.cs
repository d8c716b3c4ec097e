namespace Mesh.Providers.Pipeline;

/// <summary>How an attempt failed.</summary>
public enum UpstreamFaultKind
{
    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>The connection broke before or in the answer.</summary>
    Broken,

    /// <summary>It took the request and then said nothing for too long.</summary>
    Silent,

    /// <summary>Its answer is longer, or takes longer, than the endpoint allows.</summary>
    Endless,

    /// <summary>The request itself is wrong: another endpoint would say the same.</summary>
    Rejected,

    /// <summary>The vendor's policy refused the content.</summary>
    ContentRefused,

    /// <summary>The prompt does not fit.</summary>
    ContextLength,

    /// <summary>The mesh's key is not accepted.</summary>
    Credentials,

    /// <summary>The vendor does not have the model.</summary>
    ModelMissing,

    /// <summary>Too many requests; the endpoint wants to be left alone for a while.</summary>
    RateLimited,

    /// <summary>The mesh's account at the vendor is used up.</summary>
    QuotaSpent,

    /// <summary>The vendor failed.</summary>
    ServerError,

    /// <summary>The answer is not in the dialect.</summary>
    Malformed,

    /// <summary>The engine's worker had no place there, and did not ask it.</summary>
    Full,

    /// <summary>The engine or its worker is about to leave, or has left, and was not asked.</summary>
    Leaving,
}
