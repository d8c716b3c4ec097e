namespace Mesh.Contracts.Chat;

/// <summary>Where a token count comes from.</summary>
public enum UsageSource
{
    /// <summary>The vendor said so.</summary>
    Upstream,

    /// <summary>The model's tokenizer counted.</summary>
    Counted,

    /// <summary>Estimated from the bytes.</summary>
    Estimated,
}
