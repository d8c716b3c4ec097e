using System.Text;
using System.Text.Json;
using Mesh.Contracts.Errors;

namespace Mesh.Providers.OpenAI.Errors;

/// <summary>Finds a vendor's words in the shapes in which they come: OpenAI's object, a bare text, FastAPI's details, a problem document.</summary>
internal static class OpenAIErrorReader
{
    private const int MaxText = 2000;

    /// <summary>Adds the vendor's words to <paramref name="bare"/>; null when <paramref name="data"/> is no error.</summary>
    /// <param name="data">A JSON document, or what came in its place.</param>
    /// <param name="bare">What is known without it.</param>
    /// <param name="certain">Whether it is an error whatever it looks like.</param>
    public static UpstreamFailure? Read(ReadOnlyMemory<byte> data, UpstreamFailure bare, bool certain)
    {
        try
        {
            return Json.Read(data, root => Find(root, bare, certain));
        }
        catch (JsonException)
        {
            // A page of a proxy says nothing that a caller could use; a line of text does.
            return !certain ? null : bare with { Message = PlainText(data.Span) };
        }
    }

    /// <summary>Adds the vendor's words to <paramref name="bare"/>; null when <paramref name="root"/> is no error.</summary>
    public static UpstreamFailure? Find(JsonElement root, UpstreamFailure bare, bool certain = false)
    {
        var error = Json.Find(root, "error");
        if (error is { ValueKind: JsonValueKind.Object } inner)
        {
            return Words(inner, bare);
        }

        if ((Json.Text(root, "error") ?? StreamStopped(root)) is { } text)
        {
            return Words(root, bare) with { Message = Bounded(text) };
        }

        return certain || Json.Text(root, "object") == "error" ? Words(root, bare) : null;
    }

    // Groq tells in its corner of a chunk why a stream was stopped early.
    private static string? StreamStopped(JsonElement root) => Json.Object(root, "x_groq") is { } groq ? Json.Text(groq, "error") : null;

    private static UpstreamFailure Words(JsonElement error, UpstreamFailure bare)
    {
        var details = Json.Array(error, "detail") ?? (Json.Object(error, "message") is { } message ? Json.Array(message, "detail") : null);
        var first = details is { } list && list.GetArrayLength() > 0 ? list[0] : default;
        return bare with
        {
            Code = Field(error, "code"),
            Message = Field(error, "message") ?? Field(error, "detail") ?? Field(first, "msg") ?? Field(error, "title"),
            Type = Field(error, "type") ?? Field(first, "type"),
            Param = Field(error, "param") ?? Place(first),
        };
    }

    // FastAPI gives the field as a path: ["body", "messages", 0, "content"].
    private static string? Place(JsonElement detail)
    {
        if (Json.Array(detail, "loc") is not { } path)
        {
            return null;
        }

        var place = new StringBuilder();
        foreach (var step in path.EnumerateArray().Take(16))
        {
            if (step.ValueKind == JsonValueKind.Number)
            {
                place.Append('[').Append(Json.Raw(step)).Append(']');
            }
            else if (step.ValueKind == JsonValueKind.String && !step.ValueEquals("body"u8))
            {
                place.Append(place.Length > 0 ? "." : "").Append(Json.Raw(step).Trim('"'));
            }
        }

        return place.Length == 0 ? null : Bounded(place.ToString());
    }

    private static string? Field(JsonElement error, string name) =>
        Json.Text(error, name) is { } text ? Bounded(text)
        : Json.Find(error, name) is { ValueKind: JsonValueKind.Number } number ? Bounded(Json.Raw(number))
        : null;

    private static string? PlainText(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data[..Math.Min(data.Length, 200)]).Trim();
        return text.Length == 0 || text[0] == '<' || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? null : text;
    }

    private static string Bounded(string text) => text.Length > MaxText ? text[..MaxText] : text;
}
