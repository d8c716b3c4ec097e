namespace Mesh.Providers.OpenAI.Presets;

/// <summary>In what a vendor or engine differs from OpenAI's own dialect, as far as a request must be written otherwise for it.</summary>
internal sealed record OpenAIQuirks
{
    /// <summary>OpenAI itself.</summary>
    public static OpenAIQuirks None { get; } = new();

    /// <summary>Whether <c>stream_options</c> is taken; where it is not, usage comes unasked.</summary>
    public bool StreamOptions { get; init; } = true;

    /// <summary>Under which names the longest answer is taken.</summary>
    public MaxTokensNames MaxTokens { get; init; } = MaxTokensNames.Both;

    /// <summary>The name under which records give the longest answer.</summary>
    public string MaxTokensField => MaxTokens == MaxTokensNames.OldOnly ? "max_tokens" : WritesMaxTokens;

    /// <summary>The name that is written where both are taken.</summary>
    public string WritesMaxTokens { get; init; } = "max_completion_tokens";

    /// <summary>The name of the seed.</summary>
    public string SeedField { get; init; } = "seed";

    /// <summary>Whether the role <c>developer</c> is known; else it is written as <c>system</c>.</summary>
    public bool DeveloperRole { get; init; } = true;

    /// <summary>Whether a message may have a <c>name</c>; else it is left out.</summary>
    public bool MessageNames { get; init; } = true;

    /// <summary>Whether a tool may be named in <c>tool_choice</c>; else it is written as <c>required</c> with that tool alone.</summary>
    public bool NamedToolChoice { get; init; } = true;

    /// <summary>Whether the reasoning of an assistant's message that called tools must be given back.</summary>
    public bool ReasoningWithToolCalls { get; init; }

    /// <summary>Whether a last message that is the beginning of the answer must be told from one that is whole.</summary>
    public bool ContinueFinalMessage { get; init; }

    /// <summary>Whether http(s) URLs of images and files may be left for the upstream to fetch.</summary>
    public bool FetchesUrls { get; init; } = true;
}
