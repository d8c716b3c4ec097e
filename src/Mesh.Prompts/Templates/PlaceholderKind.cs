namespace Mesh.Prompts.Templates;

/// <summary>Who said what a placeholder stands for.</summary>
public enum PlaceholderKind
{
    /// <summary>The mesh or its operator: stands in the prompt as it is.</summary>
    Value,

    /// <summary>A user or a model: it is fenced.</summary>
    Data,

    /// <summary>Several texts of users or models, gone through with <c>#each</c>: each is fenced.</summary>
    List,
}
