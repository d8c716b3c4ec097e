using System.Text.Json;
using Mesh.Contracts.Reviews;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>The handle that stands in the place of an answer, beside OpenAI's fields.</summary>
public static class OpenAIReview
{
    /// <summary>Writes the property <c>review</c>.</summary>
    public static void Write(Utf8JsonWriter json, ReviewHandle handle)
    {
        json.WriteStartObject("review");
        json.WriteString("id", handle.Id);
        json.WriteString("status", "pending");
        json.WriteString("queue", handle.Queue);
        json.WriteNumber("expires_at", handle.ExpiresAt.ToUnixTimeSeconds());
        json.WriteString("url", $"/v1/reviews/{handle.Id}");
        json.WriteEndObject();
    }
}
