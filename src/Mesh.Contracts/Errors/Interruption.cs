using Mesh.Contracts.Chat;

namespace Mesh.Contracts.Errors;

/// <summary>How far an answer had got when it broke off.</summary>
[GenerateSerializer, Immutable, Alias("mesh.Interruption")]
public sealed record Interruption
{
    /// <summary>The decision that led to the answer.</summary>
    [Id(0)] public required string DecisionId { get; init; }

    /// <summary>The endpoint that answered last.</summary>
    [Id(1)] public required string Endpoint { get; init; }

    /// <summary>Which attempt that was, from 1.</summary>
    [Id(2)] public required int Attempt { get; init; }

    /// <summary>The upstream's frames that had left for the caller, since the answer was last begun anew.</summary>
    [Id(3)] public required long DeliveredFrames { get; init; }

    /// <summary>Characters of text in them, in UTF-16 units; null where nobody had to read them.</summary>
    [Id(4)] public long? DeliveredCharacters { get; init; }

    /// <summary>Whether the mesh kept what had left.</summary>
    /// <value>False: a stateless request is kept nowhere.</value>
    [Id(5)] public bool Kept { get; init; }

    /// <summary>Tokens so far, earlier attempts of which a part had left included.</summary>
    [Id(6)] public required TokenUsage Usage { get; init; }

    /// <summary>Their price in USD.</summary>
    [Id(7)] public decimal CostUsd { get; init; }
}
