using System.Text.Json;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>Reads fields of a request's JSON; a value of another kind is the caller's mistake and is told by its path.</summary>
internal static class JsonFields
{
    /// <summary>The error of a wrong field.</summary>
    public static MeshException Invalid(string field, string message) => new(MeshErrorCode.InvalidRequest, "invalid_value", message, field);

    /// <summary>The field; null when it is left out or null.</summary>
    public static JsonElement? Find(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text.</summary>
    public static string? Text(JsonElement parent, string name, string at = "") => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw Wrong(at + name, "a text"),
    };

    /// <summary>A text that must be there.</summary>
    public static string NeededText(JsonElement parent, string name, string at) => Text(parent, name, at) is { Length: > 0 } text ? text : throw Wrong(at + name, "a text, and not left out");

    /// <summary>True or false.</summary>
    public static bool? Flag(JsonElement parent, string name, string at = "") => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(at + name, "true or false"),
    };

    /// <summary>A number.</summary>
    public static double? Number(JsonElement parent, string name) => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when double.IsFinite(number.GetDouble()) => number.GetDouble(),
        _ => throw Wrong(name, "a number"),
    };

    /// <summary>A whole number above 0.</summary>
    public static int? Positive(JsonElement parent, string name) => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var whole) && whole > 0 => whole,
        _ => throw Wrong(name, "a whole number above 0"),
    };

    /// <summary>An object.</summary>
    public static JsonElement? Object(JsonElement parent, string name, string at = "") => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => value,
        _ => throw Wrong(at + name, "an object"),
    };

    /// <summary>The members of an array; none when it is left out.</summary>
    public static IReadOnlyList<JsonElement> Items(JsonElement parent, string name, string at = "") => Find(parent, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } value => [.. value.EnumerateArray()],
        _ => throw Wrong(at + name, "an array"),
    };

    private static MeshException Wrong(string field, string what) => Invalid(field, $"'{field}' must be {what}.");
}
