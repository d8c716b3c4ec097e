using System.Text.Json;

namespace Mesh.Prompts.Structured;

/// <summary>
/// Walks through a schema as it would be applied, references followed, and finds what it may not have. What a reference leads to is walked
/// through once; its size counts wherever it is used, so that few lines cannot stand for a schema that never ends.
/// </summary>
internal sealed class SchemaCheck
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";
    private const string Keywords = "type, properties, required, additionalProperties, items, enum, const, anyOf, allOf, oneOf, not, $defs, $ref, minimum, maximum, minLength, maxLength, pattern, minItems, maxItems";

    private readonly JsonElement _root;
    private readonly List<SchemaFault> _faults = [];
    private readonly Dictionary<string, (long Size, int Height)> _walked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _onTheWay = new(StringComparer.Ordinal);

    private SchemaCheck(JsonElement root) => _root = root;

    /// <summary>What is wrong with a schema.</summary>
    public static IReadOnlyList<SchemaFault> Run(JsonElement schema)
    {
        var check = new SchemaCheck(schema);
        var (size, height) = check.Walk(schema, "", 0);
        if (check._faults.Count == 0 && height > OutputSchema.MostDepth)
        {
            check.Wrong("", $"nests schemas deeper than {OutputSchema.MostDepth} levels.", "Flatten it.");
        }
        else if (check._faults.Count == 0 && size > OutputSchema.MostSchemas)
        {
            check.Wrong("", $"holds {size} schemas, those behind references counted each time; at most {OutputSchema.MostSchemas} are taken.", "Simplify it.");
        }

        return check._faults;
    }

    private (long Size, int Height) Walk(JsonElement schema, string path, int depth)
    {
        if (_walked.TryGetValue(path, out var known))
        {
            return known;
        }

        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return (1, 1);
        }

        if (schema.ValueKind != JsonValueKind.Object || depth > OutputSchema.MostDepth || !_onTheWay.Add(path))
        {
            Wrong(path, schema.ValueKind != JsonValueKind.Object ? "is no schema." : depth > OutputSchema.MostDepth ? $"nests schemas deeper than {OutputSchema.MostDepth} levels." : "leads back to itself: recursive schemas are not taken.",
                schema.ValueKind != JsonValueKind.Object ? "Write an object with a \"type\", or true or false." : "Write out as many levels as are needed.");
            return (1, 1);
        }

        var (size, height) = (1L, 1);
        foreach (var keyword in schema.EnumerateObject())
        {
            foreach (var (inner, at) in Keyword(keyword, path, depth))
            {
                var (innerSize, innerHeight) = Walk(inner, at, depth + 1);
                (size, height) = (Math.Min(size + innerSize, int.MaxValue), Math.Max(height, innerHeight + 1));
            }
        }

        _onTheWay.Remove(path);
        return _walked[path] = (size, height);
    }

    // The schemas under a keyword, with their places.
    private IEnumerable<(JsonElement Schema, string Path)> Keyword(JsonProperty keyword, string path, int depth)
    {
        var (value, at) = (keyword.Value, $"{path}/{Escape(keyword.Name)}");
        if (!SchemaKeywords.All.TryGetValue(keyword.Name, out var shape))
        {
            Wrong(at, "is no keyword that is taken here.", $"Take it out, or write one such as: {Keywords}.");
            return [];
        }

        switch (shape)
        {
            case SchemaKeywordShape.Schema:
                return [(value, at)];
            case SchemaKeywordShape.Schemas when value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0:
                return value.EnumerateArray().Select((v, i) => (v, $"{at}/{i}"));
            case SchemaKeywordShape.NamedSchemas when value.ValueKind == JsonValueKind.Object:
                return value.EnumerateObject().Select(p => (p.Value, $"{at}/{Escape(p.Name)}"));
            case SchemaKeywordShape.Reference:
                return Referred(value, at);
            default:
                if (Fault(shape, value, depth) is var (problem, mend))
                {
                    Wrong(at, problem, mend);
                }

                return [];
        }
    }

    private IEnumerable<(JsonElement, string)> Referred(JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } pointer || (pointer != "#" && !pointer.StartsWith("#/", StringComparison.Ordinal)))
        {
            Wrong(at, "leads out of the schema.", "Refer to a part of it: \"#/$defs/name\".");
            return [];
        }

        var (found, path) = (_root, "");
        foreach (var name in pointer.Split('/').Skip(1).Select(n => Uri.UnescapeDataString(n).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            path = $"{path}/{Escape(name)}";
            if (found.ValueKind == JsonValueKind.Object && found.TryGetProperty(name, out var field))
            {
                found = field;
            }
            else if (found.ValueKind == JsonValueKind.Array && int.TryParse(name, out var place) && place >= 0 && place < found.GetArrayLength())
            {
                found = found[place];
            }
            else
            {
                Wrong(at, "leads to nothing.", "Define it under \"$defs\".");
                return [];
            }
        }

        return [(found, path)];
    }

    private static (string Problem, string Mend)? Fault(SchemaKeywordShape shape, JsonElement value, int depth) => shape switch
    {
        SchemaKeywordShape.Note => null,
        SchemaKeywordShape.Dialect => depth == 0 && value.ValueKind == JsonValueKind.String && value.GetString()!.TrimEnd('#') == Draft ? null : ("is not draft 2020-12.", $"Take it out, or write \"{Draft}\" at the top."),
        SchemaKeywordShape.Types => IsTypes(value) ? null : ("is no type.", $"Write one or several of: {string.Join(", ", SchemaKeywords.Types.Order(StringComparer.Ordinal))}."),
        SchemaKeywordShape.Values => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is > 0 and <= 1_000 ? null : ("is no list of 1 to 1000 values.", "Write the values that are allowed: [\"a\", \"b\"]."),
        SchemaKeywordShape.Number => value.ValueKind == JsonValueKind.Number ? null : ("is no number.", "Write a number."),
        SchemaKeywordShape.Step => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var step) && step > 0 ? null : ("is no number above 0.", "Write one."),
        SchemaKeywordShape.Count => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0 ? null : ("is no whole number from 0.", "Write one."),
        SchemaKeywordShape.Truth => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : ("is neither true nor false.", "Write true or false."),
        SchemaKeywordShape.Names => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) ? null : ("is no list of names.", "Write [\"one\", \"two\"]."),
        SchemaKeywordShape.Pattern => Pattern(value),
        SchemaKeywordShape.Schemas => ("is no list of schemas.", "Write [{ ... }, { ... }]."),
        _ => ("is no object.", "Write schemas by name: { \"name\": { \"type\": \"string\" } }."),
    };

    private static bool IsTypes(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? value.GetArrayLength() > 0 && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String && IsTypes(v))
        : value.ValueKind == JsonValueKind.String && SchemaKeywords.Types.Contains(value.GetString()!);

    private static (string, string)? Pattern(JsonElement value)
    {
        const string Mend = "Write an expression of at most 500 characters without look-arounds and back references.";
        try
        {
            _ = value.ValueKind == JsonValueKind.String ? BoundedPattern.Compile(value.GetString()!) : throw new ArgumentException("It is no text.");
            return null;
        }
        catch (ArgumentException)
        {
            return ("is no regular expression, or too long a one.", Mend);
        }
        catch (NotSupportedException)
        {
            return ("looks around, refers back or is too large.", Mend);
        }
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private void Wrong(string path, string problem, string mend)
    {
        if (_faults.Count < OutputSchema.MostFaults)
        {
            _faults.Add(new SchemaFault(path, problem, mend));
        }
    }
}
