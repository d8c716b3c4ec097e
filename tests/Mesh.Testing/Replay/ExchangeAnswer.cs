using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Testing.Replay;

/// <summary>What an answer says, whatever form it came in.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Calls">Its tool calls, <c>id name(arguments)</c> each.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="Input">Prompt tokens.</param>
/// <param name="Output">Answer tokens.</param>
public sealed record ExchangeAnswer(string Text, string Calls, string Finish, long Input, long Output)
{
    /// <summary>Reads a whole answer in OpenAI's dialect.</summary>
    public static ExchangeAnswer Of(JsonNode whole)
    {
        var choice = whole["choices"]![0]!;
        var message = choice["message"]!;
        var calls = message["tool_calls"]?.AsArray().Select(c => Call(c!["id"]!.ToString(), c["function"]!["name"]!.ToString(), c["function"]!["arguments"]!.ToString())) ?? [];
        return new ExchangeAnswer(
            message["content"]?.ToString() ?? "",
            string.Join(';', calls),
            choice["finish_reason"]!.ToString(),
            Count(whole, "prompt_tokens"),
            Count(whole, "completion_tokens"));
    }

    /// <summary>A tool call as it stands in <see cref="Calls"/>.</summary>
    public static string Call(string id, string name, string arguments) => $"{id} {name}({arguments})";

    private static long Count(JsonNode whole, string name) => long.Parse(whole["usage"]?[name]?.ToString() ?? "0", CultureInfo.InvariantCulture);
}
