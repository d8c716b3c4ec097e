using System.Collections.Frozen;

namespace Mesh.Prompts.Structured;

/// <summary>The keywords that schemas may have. Those that could make them recursive without being seen, or reach outside, are not among them.</summary>
internal static class SchemaKeywords
{
    /// <summary>Each keyword and what stands under it.</summary>
    public static readonly FrozenDictionary<string, SchemaKeywordShape> All = new (SchemaKeywordShape Shape, string[] Names)[]
    {
        (SchemaKeywordShape.Note, ["$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format", "const"]),
        (SchemaKeywordShape.Dialect, ["$schema"]),
        (SchemaKeywordShape.Reference, ["$ref"]),
        (SchemaKeywordShape.Types, ["type"]),
        (SchemaKeywordShape.Values, ["enum"]),
        (SchemaKeywordShape.Number, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
        (SchemaKeywordShape.Step, ["multipleOf"]),
        (SchemaKeywordShape.Count, ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains"]),
        (SchemaKeywordShape.Pattern, ["pattern"]),
        (SchemaKeywordShape.Truth, ["uniqueItems"]),
        (SchemaKeywordShape.Names, ["required"]),
        (SchemaKeywordShape.Schema, ["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"]),
        (SchemaKeywordShape.Schemas, ["allOf", "anyOf", "oneOf"]),
        (SchemaKeywordShape.NamedSchemas, ["properties", "$defs", "dependentSchemas"]),
    }.SelectMany(s => s.Names.Select(n => (Name: n, s.Shape))).ToFrozenDictionary(s => s.Name, s => s.Shape, StringComparer.Ordinal);

    /// <summary>The types that a value may have.</summary>
    public static readonly FrozenSet<string> Types = FrozenSet.Create(StringComparer.Ordinal, "object", "array", "string", "number", "integer", "boolean", "null");
}
