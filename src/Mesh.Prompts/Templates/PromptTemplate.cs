using Mesh.Prompts.Structured;

namespace Mesh.Prompts.Templates;

/// <summary>A template that was read and checked, ready to be rendered.</summary>
public sealed class PromptTemplate
{
    internal PromptTemplate(string name, string version, TemplateSignature signature, TemplateBody body) =>
        (Name, Version, Signature, Body) = (name, version, signature, body);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its version, by which records of decisions tell it from others of its name.</summary>
    public string Version { get; }

    /// <summary>Name and version: <c>judge-pairwise@1</c>.</summary>
    public string Id => $"{Name}@{Version}";

    /// <summary>What it is for; empty for one of the operator's own.</summary>
    public string Purpose { get; internal init; } = "";

    /// <summary>What it may name.</summary>
    public TemplateSignature Signature { get; }

    /// <summary>The words of which an answer to it is one, such as <c>yes</c> and <c>no</c>; empty when it is free.</summary>
    public IReadOnlyList<string> Words { get; internal init; } = [];

    /// <summary>The form of an answer to it; null when it is no JSON.</summary>
    public OutputSchema? Schema { get; internal init; }

    internal TemplateBody Body { get; }
}
