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

/// <summary>Sampling and limits of a chat; null leaves the model's default.</summary>
[GenerateSerializer, Immutable, Alias("mesh.ChatSettings")]
public sealed record ChatSettings
{
    /// <summary>Sampling temperature.</summary>
    [Id(0)] public double? Temperature { get; init; }

    /// <summary>Nucleus sampling share.</summary>
    [Id(1)] public double? TopP { get; init; }

    /// <summary>Longest answer in tokens.</summary>
    [Id(2)] public int? MaxOutputTokens { get; init; }

    /// <summary>Texts that end the answer.</summary>
    [Id(3)] public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Seed for repeatable sampling, where the model has it.</summary>
    [Id(4)] public long? Seed { get; init; }

    /// <summary>Penalty on frequent tokens.</summary>
    [Id(5)] public double? FrequencyPenalty { get; init; }

    /// <summary>Penalty on tokens already present.</summary>
    [Id(6)] public double? PresencePenalty { get; init; }

    /// <summary>Whether token log-probabilities are wanted.</summary>
    [Id(7)] public bool? Logprobs { get; init; }

    /// <summary>How many alternatives a token is wanted with.</summary>
    [Id(8)] public int? TopLogprobs { get; init; }

    /// <summary>How many answers are wanted.</summary>
    [Id(9)] public int? Choices { get; init; }

    /// <summary>How hard a reasoning model thinks, in the vendor's words.</summary>
    [Id(10)] public string? ReasoningEffort { get; init; }

    /// <summary>Whether several tools may be called at once.</summary>
    [Id(11)] public bool? ParallelToolCalls { get; init; }

    /// <summary>The caller's own name for its user.</summary>
    [Id(12)] public string? User { get; init; }
}

/// <summary>A function that the model may ask for.</summary>
/// <param name="Name">Function name.</param>
/// <param name="Description">What it does.</param>
/// <param name="ParametersJson">JSON schema of its arguments; null for none.</param>
/// <param name="Strict">Whether the arguments must hold to the schema.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolDefinition")]
public sealed record ToolDefinition(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Description,
    [property: Id(2)] string? ParametersJson,
    [property: Id(3)] bool? Strict);

/// <summary>Whether and which tool must be called.</summary>
/// <param name="Mode">How free the model is.</param>
/// <param name="FunctionName">The function for <see cref="ToolChoiceMode.Function"/>, else null.</param>
[GenerateSerializer, Immutable, Alias("mesh.ToolChoice")]
public sealed record ToolChoice([property: Id(0)] ToolChoiceMode Mode, [property: Id(1)] string? FunctionName = null);

/// <summary>How free the model is in calling tools.</summary>
public enum ToolChoiceMode
{
    /// <summary>As it likes.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>At least one.</summary>
    Required,

    /// <summary>The named one.</summary>
    Function,
}

/// <summary>The form that an answer must have.</summary>
/// <param name="Kind">Free text, any JSON object, or JSON by schema.</param>
/// <param name="Name">Schema name, for a schema.</param>
/// <param name="SchemaJson">The JSON schema, for a schema.</param>
/// <param name="Strict">Whether the model is held to it.</param>
[GenerateSerializer, Immutable, Alias("mesh.ResponseFormat")]
public sealed record ResponseFormat(
    [property: Id(0)] ResponseFormatKind Kind,
    [property: Id(1)] string? Name = null,
    [property: Id(2)] string? SchemaJson = null,
    [property: Id(3)] bool? Strict = null);

/// <summary>Kinds of answer forms.</summary>
public enum ResponseFormatKind
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>Any JSON object.</summary>
    JsonObject,

    /// <summary>JSON that holds to a schema.</summary>
    JsonSchema,
}
