using System.Text.Json;
using Mesh.Contracts.Errors;

namespace Mesh.Providers.OpenAI.Requests;

/// <summary>
/// The fields that name objects on the vendor's side or change the price. All tenants share one vendor key there, so they are
/// refused unless the caller's key has the scope <c>vendor-objects</c>.
/// </summary>
public static class VendorFields
{
    private static readonly HashSet<string> s_fields = new(StringComparer.Ordinal)
    {
        "previous_response_id", "conversation", "container", "prompt", "file_ids", "vector_store_ids",
        "store", "background", "prompt_cache_key", "prompt_cache_retention", "cached_content", "cache_id",
        "service_tier", "web_search_options", "search_settings", "compound_custom", "plugins",
    };

    private static readonly HashSet<string> s_inMessages = new(StringComparer.Ordinal)
    {
        "file_id", "container_id", "vector_store_id", "cache_id",
    };

    /// <summary>Every field of a request's top level that needs the scope.</summary>
    public static IReadOnlyCollection<string> Names => s_fields;

    /// <summary>Every field of a message, at any depth, that needs the scope.</summary>
    public static IReadOnlyCollection<string> NamesInMessages => s_inMessages;

    /// <summary>Checks the top level of a JSON object, which nothing else reads field by field.</summary>
    /// <exception cref="MeshException">permission_denied, naming the field.</exception>
    internal static void Check(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (IsRefused(name, ref reader))
            {
                throw Refused(name);
            }

            reader.Skip();
        }
    }

    /// <summary>Whether a field of the top level needs the scope; the reader stands on its value and stays there.</summary>
    internal static bool IsRefused(string name, ref Utf8JsonReader value) => s_fields.Contains(name) && !IsHarmless(name, ref value);

    /// <summary>Whether a field inside a message needs the scope.</summary>
    internal static bool IsRefusedInMessage(ref Utf8JsonReader name) =>
        name.ValueSpan.Length <= 64 && (name.ValueIsEscaped || name.ValueSpan.EndsWith("_id"u8)) && s_inMessages.Contains(name.GetString()!);

    /// <summary>Whether a tool of this type runs at the caller; all others run at the vendor, for a price.</summary>
    internal static bool RunsAtCaller(ref Utf8JsonReader type) =>
        type.TokenType != JsonTokenType.String || type.ValueTextEquals("function"u8) || type.ValueTextEquals("custom"u8);

    internal static MeshException Refused(string field) => new(
        MeshErrorCode.PermissionDenied,
        "vendor_field",
        $"'{field}' names objects at the vendor or changes the price; this key may not use it. Leave it out, or ask for a key with the scope 'vendor-objects'.",
        field);

    private static bool IsHarmless(string name, ref Utf8JsonReader value) =>
        value.TokenType is JsonTokenType.Null or JsonTokenType.False
        || (name == "service_tier" && value.TokenType == JsonTokenType.String && (value.ValueTextEquals("auto"u8) || value.ValueTextEquals("default"u8)));
}
