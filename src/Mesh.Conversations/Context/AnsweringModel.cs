using Mesh.Contracts.Catalog;

namespace Mesh.Conversations.Context;

/// <summary>What a prompt must know of the model that answers.</summary>
public sealed record AnsweringModel
{
    /// <summary>Context of a model whose length is not known, in tokens.</summary>
    public const int AssumedContext = 32_768;

    /// <summary>Room for an answer where neither the caller nor the model's card says how long it may be, in tokens; at most a quarter of the context.</summary>
    public const int AssumedAnswer = 4096;

    /// <summary>Its name in the catalogue.</summary>
    public required string Name { get; init; }

    /// <summary>Longest prompt and answer together, in tokens; null when not known.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>Longest answer, in tokens; null when not known.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>What it can take.</summary>
    public ModelCapabilities Capabilities { get; init; } = ModelCapabilities.Text;

    /// <summary>Whether its upstream takes its own reasoning back.</summary>
    public bool TakesReasoning { get; init; }

    /// <summary>Counts a text by its own tokenizer; gives null where that cannot be. Null when its tokenizer is not known.</summary>
    public Func<string, long?>? Count { get; init; }

    /// <summary>Tokens that a prompt may take when the answer may take <paramref name="answer"/>.</summary>
    public long Budget(int? answer)
    {
        var context = ContextTokens ?? AssumedContext;
        return context - (answer ?? Math.Min(MaxOutputTokens ?? AssumedAnswer, context / 4));
    }
}
