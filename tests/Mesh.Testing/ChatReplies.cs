using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mesh.Testing;

/// <summary>Chat answers in OpenAI's dialect.</summary>
public static partial class ChatReplies
{
    /// <summary>Answers with <paramref name="pieces"/>: whole or as a stream, as the request asks.</summary>
    public static UpstreamReply Answer(UpstreamRequest request, IReadOnlyList<string> pieces, int promptTokens = 7)
    {
        var text = string.Concat(pieces);
        var usage = $$"""{"prompt_tokens":{{promptTokens}},"completion_tokens":{{pieces.Count}},"total_tokens":{{promptTokens + pieces.Count}}}""";
        if (!request.Streaming)
        {
            return UpstreamReply.Json($$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"{{{request.Model}}}","choices":[{"index":0,"message":{"role":"assistant","content":{{{JsonSerializer.Serialize(text)}}}},"finish_reason":"stop"}],"usage":{{{usage}}}}""");
        }

        var wanted = request.Json["stream_options"]?["include_usage"]?.GetValue<bool>() == true;
        return UpstreamReply.Events([
            Chunk("""{"role":"assistant","content":""}""", "null"),
            .. pieces.Select(p => Chunk($$"""{"content":{{JsonSerializer.Serialize(p)}}}""", "null")),
            Chunk("{}", "\"stop\""),
            .. wanted ? [$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{{usage}}}""" + "\n\n"] : Array.Empty<string>(),
            "data: [DONE]\n\n",
        ]);
    }

    /// <summary>Asks for calls of tools: whole or as a stream, as the request asks, with something said before where it is wanted.</summary>
    public static UpstreamReply Calls(UpstreamRequest request, IReadOnlyList<(string Id, string Name, string Arguments)> calls, string said = "")
    {
        var written = calls.Select((c, i) => $$$"""{"index":{{{i}}},"id":"{{{c.Id}}}","type":"function","function":{"name":"{{{c.Name}}}","arguments":{{{JsonSerializer.Serialize(c.Arguments)}}}}}""").ToArray();
        const string Usage = """{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}""";
        var text = JsonSerializer.Serialize(said);
        if (!request.Streaming)
        {
            return UpstreamReply.Json($$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"{{{request.Model}}}","choices":[{"index":0,"message":{"role":"assistant","content":{{{text}}},"tool_calls":[{{{string.Join(',', written)}}}]},"finish_reason":"tool_calls"}],"usage":{{{Usage}}}}""");
        }

        return UpstreamReply.Events([
            Chunk($$"""{"role":"assistant","content":{{text}}}""", "null"),
            .. written.Select(c => Chunk($$"""{"tool_calls":[{{c}}]}""", "null")),
            Chunk("{}", "\"tool_calls\""),
            $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{{Usage}}}""" + "\n\n",
            "data: [DONE]\n\n",
        ]);
    }

    /// <summary>The same answer from an upstream that counts no tokens.</summary>
    public static UpstreamReply WithoutUsage(UpstreamReply reply) => reply with
    {
        Pieces = [.. reply.Pieces.Select(p => Encoding.UTF8.GetString(p.Span)).Where(p => !p.Contains("\"choices\":[],", StringComparison.Ordinal)).Select(p => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(UsageField().Replace(p, "")))],
    };

    /// <summary>One event of a stream.</summary>
    public static string Chunk(string delta, string finish) =>
        $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""" + "\n\n";

    /// <summary>Cuts a text into pieces of 1 to <paramref name="longest"/> characters by <paramref name="seed"/>, never inside a surrogate pair.</summary>
    public static IReadOnlyList<string> Cut(string text, int seed, int longest = 6)
    {
        var random = new Random(seed);
        var pieces = new List<string>();
        for (var from = 0; from < text.Length;)
        {
            var length = Math.Min(random.Next(1, longest + 1), text.Length - from);
            if (char.IsHighSurrogate(text[from + length - 1]) && from + length < text.Length)
            {
                length++;
            }

            pieces.Add(text.Substring(from, length));
            from += length;
        }

        return pieces.Count == 0 ? [""] : pieces;
    }

    [GeneratedRegex(",\"usage\":\\{[^}]*\\}", RegexOptions.CultureInvariant)]
    private static partial Regex UsageField();
}
