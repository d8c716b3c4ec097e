namespace Mesh.Providers.OpenAI.Presets;

/// <summary>Under which names an upstream takes the longest answer.</summary>
internal enum MaxTokensNames
{
    /// <summary><c>max_tokens</c> and <c>max_completion_tokens</c>.</summary>
    Both,

    /// <summary><c>max_tokens</c> alone.</summary>
    OldOnly,
}
