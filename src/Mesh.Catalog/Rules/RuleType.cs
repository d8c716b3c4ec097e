namespace Mesh.Catalog.Rules;

/// <summary>What an expression of a rule gives.</summary>
internal enum RuleType
{
    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A number without a unit.</summary>
    Number,

    /// <summary>A time.</summary>
    Time,

    /// <summary>A count of bytes.</summary>
    Size,

    /// <summary>A text.</summary>
    Text,

    /// <summary>Several texts.</summary>
    Texts,
}
