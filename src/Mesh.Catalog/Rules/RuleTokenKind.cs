namespace Mesh.Catalog.Rules;

/// <summary>Pieces of a condition.</summary>
internal enum RuleTokenKind
{
    /// <summary>Nothing is left.</summary>
    End,

    /// <summary>A number, with its unit where it has one.</summary>
    Number,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A name or a word of the language.</summary>
    Word,

    /// <summary>An operator, parenthesis, bracket or comma.</summary>
    Symbol,

    /// <summary>Something that is none of these.</summary>
    Fault,
}
