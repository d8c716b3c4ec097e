namespace Mesh.Contracts.Chat;

/// <summary>Whose wire format bytes are in.</summary>
public enum Dialect
{
    /// <summary>No wire format: the frame was made in the process.</summary>
    None,

    /// <summary>OpenAI's chat completions.</summary>
    OpenAI,
}
