using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Requests;

/// <summary>Values of callers as JSON without white space: what a model reads is paid by the token.</summary>
internal static class CompactJson
{
    private static readonly JsonSerializerOptions s_options = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    /// <summary>The value in one line.</summary>
    public static string Write(object? value) => JsonSerializer.Serialize(value, s_options);
}
