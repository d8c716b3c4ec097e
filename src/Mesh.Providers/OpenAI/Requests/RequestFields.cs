using System.Text.Json;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>Reads a request's optional fields; a value of another type is the caller's mistake and is told, not dropped.</summary>
public static class RequestFields
{
    /// <summary>A number; null when it was left out.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request: another kind of value.</exception>
    public static double? Number(JsonElement root, string name) => Given(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble()
        : throw Wrong(name, "a number");

    /// <summary>A whole number; null when it was left out.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request: another kind of value.</exception>
    public static long? Integer(JsonElement root, string name) => Given(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number
        : throw Wrong(name, "a whole number");

    /// <summary>A whole number of 32 bits; null when it was left out.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request: another kind of value.</exception>
    public static int? SmallInteger(JsonElement root, string name) => Integer(root, name) is not { } number ? null
        : number is >= int.MinValue and <= int.MaxValue ? (int)number
        : throw Wrong(name, "a whole number of at most 2147483647");

    /// <summary>True or false; null when it was left out.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request: another kind of value.</exception>
    public static bool? Flag(JsonElement root, string name) => Given(root, name) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    /// <summary>A text; null when it was left out.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request: another kind of value.</exception>
    public static string? Text(JsonElement root, string name) => Given(root, name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(name, "a text");

    /// <summary>One text or several; none when it was left out.</summary>
    /// <exception cref="Contracts.Errors.MeshException">invalid_request: another kind of value.</exception>
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
