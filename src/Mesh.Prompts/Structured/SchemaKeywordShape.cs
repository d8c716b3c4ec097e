namespace Mesh.Prompts.Structured;

/// <summary>What may stand under a keyword of a schema.</summary>
internal enum SchemaKeywordShape
{
    /// <summary>Anything.</summary>
    Note,

    /// <summary>The address of draft 2020-12.</summary>
    Dialect,

    /// <summary>A pointer within the schema.</summary>
    Reference,

    /// <summary>A type or several.</summary>
    Types,

    /// <summary>One or more values.</summary>
    Values,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A number above 0.</summary>
    Step,

    /// <summary>A whole number from 0.</summary>
    Count,

    /// <summary>A regular expression.</summary>
    Pattern,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>Names of fields.</summary>
    Names,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>A list of schemas.</summary>
    Schemas,

    /// <summary>Schemas by name.</summary>
    NamedSchemas,
}
