using System.Text.Json;
using Mesh.Contracts.Errors;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Checks of single fields; each error names the field and the mend.</summary>
internal static class Fields
{
    /// <summary>Most fallback names in one request.</summary>
    public const int MostFallbacks = 16;

    /// <summary>Longest name of a route, a model or an endpoint.</summary>
    public const int LongestName = 256;

    /// <summary>The error of a wrong field.</summary>
    public static MeshException Invalid(string field, string message) => new(MeshErrorCode.InvalidRequest, "invalid_value", message, field);

    /// <summary>A value that the enum has and that is not its zero.</summary>
    public static T Known<T>(T value, string field)
        where T : struct, Enum => Convert.ToInt32(value) != 0
            ? KnownOrUnset(value, field)
            : throw Invalid(field, $"'{field}' must be set.");

    /// <summary>A value that the enum has.</summary>
    public static T KnownOrUnset<T>(T value, string field)
        where T : struct, Enum => Enum.IsDefined(value)
            ? value
            : throw Invalid(field, $"'{field}' is {Convert.ToInt32(value)}, which this silo does not know. Use a value of {typeof(T).Name}.");

    /// <summary>The name that is asked for.</summary>
    public static string Target(string name, string field) => name.Length is > 0 and <= LongestName
        ? name
        : throw Invalid(field, $"'{field}' must name a route, a model or an endpoint in at most {LongestName} characters.");

    /// <summary>The names that are asked for after it.</summary>
    public static IReadOnlyList<string> Fallbacks(IReadOnlyList<string> names, string field)
    {
        if (names.Count > MostFallbacks)
        {
            throw Invalid(field, $"'{field}' holds more than {MostFallbacks} names; send fewer.");
        }

        return [.. names.Select((n, i) => Target(n, $"{field}[{i}]"))];
    }

    /// <summary>A JSON object in a text; null for none.</summary>
    public static string? JsonObject(string json, string field)
    {
        if (json.Length == 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? json : throw Invalid(field, $"'{field}' must be a JSON object.");
        }
        catch (JsonException)
        {
            throw Invalid(field, $"'{field}' is not valid JSON.");
        }
    }

    /// <summary>A text; null where it was left out.</summary>
    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
