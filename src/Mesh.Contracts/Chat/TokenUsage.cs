namespace Mesh.Contracts.Chat;

/// <summary>Tokens that one answer took.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TokenUsage")]
public sealed record TokenUsage
{
    /// <summary>Prompt tokens, cached ones included.</summary>
    [Id(0)] public long Input { get; init; }

    /// <summary>Prompt tokens that the vendor had cached.</summary>
    [Id(1)] public long CachedInput { get; init; }

    /// <summary>Answer tokens, reasoning included.</summary>
    [Id(2)] public long Output { get; init; }

    /// <summary>Answer tokens that were thought and not said.</summary>
    [Id(3)] public long Reasoning { get; init; }

    /// <summary>Where the count comes from.</summary>
    [Id(4)] public UsageSource Source { get; init; }
}
