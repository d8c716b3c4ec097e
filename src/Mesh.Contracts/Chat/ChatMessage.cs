namespace Mesh.Contracts.Chat;

/// <summary>One message of a chat.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ChatMessage")]
public sealed record ChatMessage
{
    /// <summary>Who speaks.</summary>
    [Id(0)] public required ChatRole Role { get; init; }

    /// <summary>What is said, in order.</summary>
    [Id(1)] public IReadOnlyList<ContentPart> Parts { get; init; } = [];

    /// <summary>Calls that the assistant asked for.</summary>
    [Id(2)] public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>For a tool's message, the call that it answers.</summary>
    [Id(3)] public string? ToolCallId { get; init; }

    /// <summary>The speaker's name, when there is one.</summary>
    [Id(4)] public string? Name { get; init; }
}
