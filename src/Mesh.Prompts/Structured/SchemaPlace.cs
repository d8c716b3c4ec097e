using System.Text.Json;

namespace Mesh.Prompts.Structured;

/// <summary>Where in a schema the library was when it judged a value.</summary>
/// <param name="Schema">The schema there; null when it cannot be found.</param>
/// <param name="Choice">The path of the outermost <c>anyOf</c> or <c>oneOf</c> on the way; null when there is none.</param>
/// <param name="IsForm">Whether it is one of the forms of that choice itself.</param>
/// <param name="IsAside">Whether it is under an <c>if</c>, a <c>contains</c> or a <c>not</c>: what does not fit there can be right.</param>
/// <param name="IsDenied">Whether it is what a <c>not</c> denies.</param>
internal readonly record struct SchemaPlace(JsonElement? Schema, string? Choice, bool IsForm, bool IsAside, bool IsDenied)
{
    /// <summary>Follows an evaluation path, through references. The library escapes names in it twice, and writes the step to an item's schema twice.</summary>
    public static SchemaPlace Of(JsonElement root, string path)
    {
        JsonElement? at = root;
        string? choice = null;
        var (isForm, isAside, isDenied) = (false, false, false);
        string[] steps = [.. path.Split('/').Skip(1).Select(s => Plain(Plain(s)))];
        for (var i = 0; i < steps.Length; i++)
        {
            var keyword = steps[i];
            at = Field(at, keyword);
            switch (keyword)
            {
                case "items" when i + 1 < steps.Length && steps[i + 1] == "items":
                    i++;
                    break;
                case "properties" or "dependentSchemas" or "$defs" or "allOf" when i + 1 < steps.Length:
                    at = Field(at, steps[++i]);
                    break;
                case "anyOf" or "oneOf" when i + 1 < steps.Length:
                    isForm = choice is null && i + 2 == steps.Length;
                    choice ??= "/" + string.Join('/', path.Split('/')[1..(i + 2)]);
                    at = Field(at, steps[++i]);
                    break;
                case "if" or "contains" or "not":
                    (isDenied, isAside) = (!isAside && keyword == "not" && i + 1 == steps.Length, true);
                    break;
                case "$ref" when at is { ValueKind: JsonValueKind.String } reference:
                    at = Referred(root, reference.GetString()!);
                    break;
            }
        }

        return new SchemaPlace(at, choice, isForm, isAside, isDenied);
    }

    private static JsonElement? Referred(JsonElement root, string reference)
    {
        JsonElement? at = root;
        foreach (var name in reference.Split('/').Skip(1))
        {
            at = Field(at, Plain(Uri.UnescapeDataString(name)));
        }

        return at;
    }

    private static string Plain(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static JsonElement? Field(JsonElement? at, string name) =>
        at is { ValueKind: JsonValueKind.Object } fields && fields.TryGetProperty(name, out var field) ? field
        : at is { ValueKind: JsonValueKind.Array } list && int.TryParse(name, out var place) && place >= 0 && place < list.GetArrayLength() ? list[place]
        : null;
}
