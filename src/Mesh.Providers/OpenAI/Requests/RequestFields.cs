using System.Text.Json;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Reads a request's optional fields; a value of another type is the caller's mistake and is told, not dropped.</summary>
internal static class RequestFields
{
    public static double? Number(JsonElement root, string name) => Given(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble()
        : throw Wrong(name, "a number");

    public static long? Integer(JsonElement root, string name) => Given(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Wrong(name, "a whole number");

    public static int? SmallInteger(JsonElement root, string name) => Integer(root, name) is not { } number ? null
        : number is >= int.MinValue and <= int.MaxValue ? (int)number
        : throw Wrong(name, "a whole number of at most 2147483647");

    public static bool? Flag(JsonElement root, string name) => Given(root, name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    public static string? Text(JsonElement root, string name) => Given(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(name, "a text");

    // One text or several.
    public static IReadOnlyList<string> Texts(JsonElement root, string name) => Given(root, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many when many.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) => [.. many.EnumerateArray().Select(v => v.GetString()!)],
        _ => throw Wrong(name, "a text or an array of texts"),
    };

    private static JsonElement? Given(JsonElement root, string name) => Json.Find(root, name) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    private static Contracts.Errors.MeshException Wrong(string name, string what) => OpenAIChatScan.Invalid("invalid_value", $"'{name}' must be {what}.", name);
}
