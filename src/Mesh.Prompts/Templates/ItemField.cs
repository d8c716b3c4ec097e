namespace Mesh.Prompts.Templates;

/// <summary>What a template may name of an item of a list.</summary>
internal enum ItemField
{
    /// <summary><c>this</c>: its text.</summary>
    Text,

    /// <summary><c>label</c>: what it is called.</summary>
    Label,

    /// <summary><c>number</c>: its place, from 1.</summary>
    Number,
}
