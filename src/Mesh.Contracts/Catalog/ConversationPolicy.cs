namespace Mesh.Contracts.Catalog;

/// <summary>What the mesh does for conversations beside answering their turns.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ConversationPolicy")]
public sealed record ConversationPolicy
{
    /// <summary>Route, model or endpoint that makes summaries; null for none: then what does not fit is left out.</summary>
    [Id(0)] public string? SummaryRoute { get; init; }

    /// <summary>Tokens of turns that no summary covers yet, beyond which one is made.</summary>
    /// <value>4000.</value>
    [Id(1)] public int SummarizeAfter { get; init; } = 4000;

    /// <summary>Route, model or endpoint that tells images in words for models that cannot see; null for none: then models are told that an image is missing.</summary>
    [Id(2)] public string? ImageRoute { get; init; }

    /// <summary>How long they are kept.</summary>
    [Id(3)] public RetentionPolicy Retention { get; init; } = new();
}
