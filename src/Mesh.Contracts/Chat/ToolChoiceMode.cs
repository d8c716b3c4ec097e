namespace Mesh.Contracts.Chat;

/// <summary>How free the model is in calling tools.</summary>
public enum ToolChoiceMode
{
    /// <summary>As it likes.</summary>
    Auto,

    /// <summary>Not at all.</summary>
    None,

    /// <summary>At least one.</summary>
    Required,

    /// <summary>The named one.</summary>
    Function,
}
