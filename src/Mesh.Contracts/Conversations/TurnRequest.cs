using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;

namespace Mesh.Contracts.Conversations;

/// <summary>What a caller asks of a conversation.</summary>
[GenerateSerializer, Immutable, Alias("mesh.TurnRequest")]
public sealed record TurnRequest
{
    /// <summary>The caller's own id of the turn: the same id and content is the same turn, however often it is sent.</summary>
    [Id(0)] public required string TurnId { get; init; }

    /// <summary>Digest of everything that the caller sent, so that another content under the same id is noticed.</summary>
    [Id(1)] public required string Hash { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(2)] public TurnKind Kind { get; init; }

    /// <summary>The number of the turn in whose place it stands; 0 for the others.</summary>
    [Id(3)] public long Target { get; init; }

    /// <summary>The version that it builds on; null for whatever is there.</summary>
    [Id(4)] public long? ExpectedVersion { get; init; }

    /// <summary>Who is to answer, as the caller asked; without a target it is the conversation's own route. What the content asks for is added to it when the turn runs.</summary>
    [Id(5)] public RouteQuery Query { get; init; } = new() { Target = "" };

    /// <summary>The new messages, and the tools and settings for their answer. Without messages for <see cref="TurnKind.Regenerate"/>.</summary>
    [Id(6)] public required ChatRequest Chat { get; init; }

    /// <summary>Whether the answer goes on when nobody reads it any more.</summary>
    [Id(7)] public bool Detached { get; init; }

    /// <summary>How long the answer may take; null for the route's own deadline.</summary>
    [Id(8)] public TimeSpan? Timeout { get; init; }

    /// <summary>What its caller understands of what endpoints do to an answer. The loss of a silo is told by a reset to everybody.</summary>
    [Id(9)] public CallerSignals Accepts { get; init; }

    /// <summary>Instructions for this turn alone, in the place of the conversation's; null for those.</summary>
    [Id(10)] public string? Instructions { get; init; }

    /// <summary>For <see cref="TurnKind.Follow"/>, the caller's id of the turn that it follows; null for the others.</summary>
    [Id(11)] public string? Follows { get; init; }

    /// <summary>The caller's own names and values for it.</summary>
    [Id(12)] public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
