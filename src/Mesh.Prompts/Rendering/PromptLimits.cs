namespace Mesh.Prompts.Rendering;

/// <summary>How long what is filled into a prompt may be. What is longer loses its middle, and a mark tells how much.</summary>
public sealed record PromptLimits
{
    /// <summary>Least of <see cref="Characters"/> and <see cref="PieceCharacters"/>.</summary>
    public const int Least = 1_000;

    /// <summary>Most characters of one piece.</summary>
    /// <value>40,000, about 10,000 tokens of English.</value>
    public int PieceCharacters { get; init; } = 40_000;

    /// <summary>Most characters of all pieces of a prompt: where they are more, the longest are cut to one length.</summary>
    /// <value>200,000, about 50,000 tokens of English.</value>
    public int Characters { get; init; } = 200_000;

    /// <summary>Most items of a list; of more, the first are taken.</summary>
    /// <value>64.</value>
    public int Items { get; init; } = 64;
}
