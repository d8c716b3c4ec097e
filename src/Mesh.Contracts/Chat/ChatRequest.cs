namespace Mesh.Contracts.Chat;

/// <summary>A chat as every part of the mesh understands it, whatever dialect it came in.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ChatRequest")]
public sealed record ChatRequest
{
    /// <summary>The messages, oldest first.</summary>
    [Id(0)] public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Tools the model may call.</summary>
    [Id(1)] public IReadOnlyList<ToolDefinition> Tools { get; init; } = [];

    /// <summary>Whether and which tool must be called; null for the model's default.</summary>
    [Id(2)] public ToolChoice? ToolChoice { get; init; }

    /// <summary>The form that the answer must have; null for free text.</summary>
    [Id(3)] public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Sampling and limits.</summary>
    [Id(4)] public ChatSettings Settings { get; init; } = new();

    /// <summary>A JSON object of further vendor fields that pass through unread; null when there are none.</summary>
    [Id(5)] public string? ExtraJson { get; init; }
}
