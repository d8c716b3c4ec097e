using Mesh.Contracts.Chat;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>A request for a response, read.</summary>
internal sealed record ResponsesRequest
{
    /// <summary>Route, model or endpoint; empty for the conversation's own.</summary>
    public required string Model { get; init; }

    /// <summary>The new messages, tools and settings.</summary>
    public required ChatRequest Chat { get; init; }

    /// <summary>Instructions for this response alone; null for the conversation's.</summary>
    public string? Instructions { get; init; }

    /// <summary>The response that it follows; null for none.</summary>
    public ResponseId? Previous { get; init; }

    /// <summary>The conversation that it goes on with; null for a new one or that of <see cref="Previous"/>.</summary>
    public string? Conversation { get; init; }

    /// <summary>Whether the answer is wanted in pieces.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether it goes on by itself.</summary>
    public bool Background { get; init; }

    /// <summary>Whether it is kept.</summary>
    public bool Store { get; init; } = true;

    /// <summary>The caller's own names and values.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
