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

/// <summary>Who speaks.</summary>
public enum ChatRole
{
    /// <summary>Instructions.</summary>
    System,

    /// <summary>Instructions in newer models' words.</summary>
    Developer,

    /// <summary>The user.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>A tool's result.</summary>
    Tool,
}

/// <summary>A call of a tool.</summary>
/// <param name="Id">The call's id.</param>
/// <param name="Name">Function name.</param>
/// <param name="ArgumentsJson">Arguments as the model wrote them.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolCall")]
public sealed record ToolCall([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] string ArgumentsJson);
