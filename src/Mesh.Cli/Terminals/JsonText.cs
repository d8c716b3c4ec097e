using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mesh.Cli.Terminals;

/// <summary>Results as JSON, with their text readable in any language.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions s_line = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions s_pretty = new(s_line) { WriteIndented = true };

    /// <summary>Writes one result.</summary>
    public static Task WriteAsync(Terminal terminal, object result) => terminal.Out.WriteLineAsync(JsonSerializer.Serialize(result, s_pretty));

    /// <summary>Writes one of many results, each in a line.</summary>
    public static Task WriteLineAsync(Terminal terminal, object result) => terminal.Out.WriteLineAsync(JsonSerializer.Serialize(result, s_line));
}
