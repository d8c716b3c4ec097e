namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>Kinds of output.</summary>
internal enum ResponseItemKind
{
    /// <summary>What the model thought.</summary>
    Reasoning,

    /// <summary>What it says.</summary>
    Text,

    /// <summary>That it refuses.</summary>
    Refusal,

    /// <summary>A call of a tool.</summary>
    Call,
}
