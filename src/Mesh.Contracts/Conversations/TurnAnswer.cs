using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Conversations;

/// <summary>What a model answered, whole or as far as it came.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TurnAnswer")]
public sealed record TurnAnswer
{
    /// <summary>The answer as a message of the assistant.</summary>
    [Id(0)] public required ChatMessage Message { get; init; }

    /// <summary>Why it ended, in the vendor's word; null when it broke off.</summary>
    [Id(1)] public string? FinishReason { get; init; }

    /// <summary>The catalogue's model that answered.</summary>
    [Id(2)] public string Model { get; init; } = "";

    /// <summary>The endpoint that answered.</summary>
    [Id(3)] public string Endpoint { get; init; } = "";

    /// <summary>Tokens of all attempts of which a part was kept; null when not known.</summary>
    [Id(4)] public TokenUsage? Usage { get; init; }

    /// <summary>Cost in USD of the same.</summary>
    [Id(5)] public decimal CostUsd { get; init; }

    /// <summary>The id of the decision that chose the model.</summary>
    [Id(6)] public string DecisionId { get; init; } = "";

    /// <summary>Whether the model is simulated.</summary>
    [Id(7)] public bool Simulated { get; init; }

    /// <summary>What the model was told of the conversation; null for answers from before this was kept.</summary>
    [Id(8)] public TurnPrompt? Prompt { get; init; }
}
