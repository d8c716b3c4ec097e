using System.Text.Json;
using Json.Schema;

namespace Mesh.Prompts.Structured;

/// <summary>Makes errors for a model of what the library found: short paths, and a mend for each.</summary>
internal static class OutputErrors
{
    private const int MostShown = 200;

    /// <summary>The errors of a value, in the library's order; of a choice among forms one for the choice, not those of every form.</summary>
    public static IEnumerable<OutputError> Of(EvaluationResults result, JsonElement schema, JsonElement value)
    {
        var choices = new Dictionary<(string Choice, string Where), List<bool>>();
        foreach (var detail in (result.Details ?? []).Prepend(result))
        {
            var place = SchemaPlace.Of(schema, detail.EvaluationPath.ToString());
            var where = At(value, detail.InstanceLocation.ToString(), out var path);
            if (place.Choice is { } choice)
            {
                if (place.IsForm)
                {
                    choices.TryAdd((choice, path), []);
                    choices[(choice, path)].Add(detail.IsValid);
                }
            }
            else if (place.IsAside)
            {
                if (place.IsDenied && detail.IsValid)
                {
                    yield return new OutputError(path, Problem("not", where), Mend("not", place.Schema));
                }
            }
            else if (!detail.IsValid)
            {
                foreach (var error in (detail.Errors ?? []).Keys.SelectMany(keyword => Error(path, keyword, place.Schema, where)))
                {
                    yield return error;
                }
            }
        }

        foreach (var ((choice, path), forms) in choices)
        {
            var keyword = choice[(choice.LastIndexOf('/') + 1)..];
            if (keyword == "anyOf" ? !forms.Contains(true) : forms.Count(f => f) != 1)
            {
                yield return new OutputError(path, Problem(keyword, null), Mend(keyword, SchemaPlace.Of(schema, choice).Schema));
            }
        }
    }

    private static IEnumerable<OutputError> Error(string path, string keyword, JsonElement? schema, JsonElement? value)
    {
        JsonElement? said = schema is { ValueKind: JsonValueKind.Object } written && written.TryGetProperty(keyword, out var found) ? found : null;
        if (keyword == "required" && said is { ValueKind: JsonValueKind.Array } names && value is { ValueKind: JsonValueKind.Object } fields)
        {
            return names.EnumerateArray().Select(n => n.GetString()!).Where(n => !fields.TryGetProperty(n, out _))
                .Select(n => new OutputError(Join(path, n), "is missing.", $"Add it{Form(schema!.Value, n)}."));
        }

        // What stands under a schema that is 'false' may not be there.
        return keyword.Length == 0 || schema is { ValueKind: JsonValueKind.False } ? [new OutputError(path, "must not be there.", "Take it out.")]
            : keyword is "additionalProperties" or "properties" or "items" or "allOf" or "anyOf" or "oneOf" or "not" or "$ref" or "propertyNames" or "then" or "else" or "dependentSchemas" ? []
            : [new OutputError(path, Problem(keyword, value), Mend(keyword, said))];
    }

    private static string Problem(string keyword, JsonElement? value) => keyword switch
    {
        "type" => $"is {Kind(value)}.",
        "enum" or "const" => $"is {Shown(value)}, which is not allowed.",
        "pattern" => $"is {Shown(value)}, which does not match the pattern.",
        "minLength" or "minItems" or "minProperties" => "is too short.",
        "maxLength" or "maxItems" or "maxProperties" => "is too long.",
        "uniqueItems" => "has equal items, or too many to compare.",
        "anyOf" => "fits none of its forms.",
        "oneOf" => "fits none of its forms, or several.",
        "not" => "has a form that is not allowed.",
        _ => $"is {Shown(value)}, which is out of range.",
    };

    private static string Mend(string keyword, JsonElement? said)
    {
        var shown = Shown(said);
        return keyword switch
        {
            "type" => $"Write a value of type {shown}.",
            "enum" => $"Write one of {shown}.",
            "const" => $"Write {shown}.",
            "pattern" => $"Write a text that matches {shown}.",
            "minLength" or "minItems" or "minProperties" => $"Its length must be at least {shown}.",
            "maxLength" or "maxItems" or "maxProperties" => $"Its length must be at most {shown}.",
            "uniqueItems" => $"Keep each item once, at most {BoundedUniqueItems.MostItems}.",
            "minimum" => $"Write a number of at least {shown}.",
            "maximum" => $"Write a number of at most {shown}.",
            "exclusiveMinimum" => $"Write a number above {shown}.",
            "exclusiveMaximum" => $"Write a number below {shown}.",
            "multipleOf" => $"Write a multiple of {shown}.",
            "anyOf" or "oneOf" => $"Make it fit one of {shown}.",
            "not" => $"It must not fit {shown}.",
            _ => $"It must fit {keyword}: {shown}.",
        };
    }

    private static string Form(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var fields) && fields.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.Object && field.TryGetProperty("type", out var type)
            ? $", of type {Shown(type)}"
            : "";

    private static string Kind(JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static string Shown(JsonElement? value)
    {
        var text = value is { } known ? string.Join(' ', known.GetRawText().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : "what the schema says";
        return text.Length <= MostShown ? text : text[..MostShown] + "...";
    }

    // What a pointer leads to, and the pointer as a short path.
    private static JsonElement? At(JsonElement root, string pointer, out string path)
    {
        (JsonElement? at, path) = (root, "");
        foreach (var escaped in pointer.Split('/').Skip(1))
        {
            var name = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at is { ValueKind: JsonValueKind.Array } list)
            {
                path = $"{path}[{name}]";
                at = int.TryParse(name, out var place) && place < list.GetArrayLength() ? list[place] : null;
            }
            else
            {
                path = Join(path, name);
                at = at is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty(name, out var field) ? field : null;
            }
        }

        return at;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
