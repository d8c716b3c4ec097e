namespace Mesh.Providers.OpenAI.Requests;

/// <summary>What a body holds that some upstreams need written otherwise; found in the one pass at the door.</summary>
[Flags]
internal enum BodyTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>max_completion_tokens</c>.</summary>
    MaxCompletionTokens = 1,

    /// <summary><c>seed</c>.</summary>
    Seed = 2,

    /// <summary>A message of the role <c>developer</c>.</summary>
    DeveloperRole = 4,

    /// <summary>A message with a <c>name</c>.</summary>
    MessageName = 8,

    /// <summary>An image or file by http(s) URL.</summary>
    RemoteMedia = 16,

    /// <summary>A tool named in <c>tool_choice</c>.</summary>
    NamedToolChoice = 32,
}
