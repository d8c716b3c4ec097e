using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Mesh.Providers.OpenAI;

/// <summary>Reads optional properties; null where the parent is no object, or the property is missing or of another type.</summary>
internal static class Json
{
    /// <summary>Reads a JSON object and lets go of it.</summary>
    /// <exception cref="JsonException">It is no JSON object, or its names are no text.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> bytes, Func<JsonElement, T> read)
    {
        using var document = JsonDocument.Parse(bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("not a JSON object");
        }

        try
        {
            return read(document.RootElement);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a name is not valid Unicode", e);
        }
    }

    public static string? Text(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: JsonValueKind.String } value ? Text(value) : null;

    public static long? Integer(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static bool? Flag(JsonElement parent, string name) => Find(parent, name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static string? Raw(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: not JsonValueKind.Null } value ? Raw(value) : null;

    /// <summary>The JSON as it stands; bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Raw(JsonElement value) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value));

    public static JsonElement? Object(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static JsonElement? Array(JsonElement parent, string name) =>
        Find(parent, name) is { ValueKind: JsonValueKind.Array } value ? value : null;

    public static JsonElement? Find(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : null;

    // An engine that cuts its answer between the halves of a surrogate pair writes JSON that no reader takes; the halves become U+FFFD.
    private static string Text(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Mended(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)[1..^1]));
        }
    }

    private static string Mended(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            i++;
            text.Append(escaped[i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                'u' => (char)int.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                var same => same,
            });
            i += escaped[i] == 'u' ? 4 : 0;
        }

        // A round trip through UTF-8 replaces what stands alone and keeps whole pairs.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
