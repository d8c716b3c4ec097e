namespace Mesh.Prompts.Templates;

/// <summary>Pieces into which a template is cut.</summary>
internal enum TemplateTokenKind
{
    /// <summary>Text that stands as it is.</summary>
    Text,

    /// <summary>What stands between double braces.</summary>
    Tag,

    /// <summary>Double braces that are not closed in their line.</summary>
    Unclosed,
}
