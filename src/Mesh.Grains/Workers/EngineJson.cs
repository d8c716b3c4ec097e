using System.Text.Json;

namespace Mesh.Grains.Workers;

/// <summary>Reads fields of documents that other programs wrote: what is missing or of another kind is null.</summary>
internal static class EngineJson
{
    /// <summary>A field.</summary>
    public static JsonElement? Field(this JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } thing && thing.TryGetProperty(name, out var value) ? value : null;

    /// <summary>A text field.</summary>
    public static string? Text(this JsonElement? element, string name) => Text(element.Field(name));

    /// <summary>A text.</summary>
    public static string? Text(this JsonElement? element)
    {
        try
        {
            return element is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is written there.
            return null;
        }
    }

    /// <summary>A whole number above zero.</summary>
    public static long? Count(this JsonElement? element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value > 0 ? value : null;

    /// <summary>A whole number above zero that fits into 32 bits.</summary>
    public static int? SmallCount(this JsonElement? element, string name) => element.Count(name) is <= int.MaxValue and var value ? (int)value : null;

    /// <summary>A field that is true or false.</summary>
    public static bool? Flag(this JsonElement? element, string name) => element.Field(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The items of a list field; none when it is no list.</summary>
    public static IEnumerable<JsonElement?> Items(this JsonElement? element, string name) => Items(element.Field(name));

    /// <summary>The items of a list; none when it is no list.</summary>
    public static IEnumerable<JsonElement?> Items(this JsonElement? element) =>
        element is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(i => (JsonElement?)i) : [];
}
