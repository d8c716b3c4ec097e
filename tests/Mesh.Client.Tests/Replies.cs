using System.Text.Json;
using Mesh.Testing;

namespace Mesh.Client.Tests;

/// <summary>Answers in OpenAI's dialect that say more than text.</summary>
internal static class Replies
{
    public const string Usage = """{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":40},"completion_tokens_details":{"reasoning_tokens":5}}""";

    /// <summary>One message, whole or in the given deltas, with counts.</summary>
    public static UpstreamReply Message(UpstreamRequest request, string message, IReadOnlyList<string> deltas, string finish = "stop") => request.Streaming
        ? UpstreamReply.Events(
        [
            .. deltas.Select(d => ChatReplies.Chunk(d, "null")),
            ChatReplies.Chunk("{}", JsonSerializer.Serialize(finish)),
            $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"up-1","choices":[],"usage":{{Usage}}}""" + "\n\n",
            "data: [DONE]\n\n",
        ])
        : UpstreamReply.Json($$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"up-1","choices":[{"index":0,"message":{{message}},"finish_reason":"{{finish}}"}],"usage":{{Usage}}}""");

    /// <summary>Two calls of tools; in a stream their pieces come mixed.</summary>
    public static UpstreamReply TwoCalls(UpstreamRequest request) => Message(
        request,
        """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bern\"}"}},{"id":"c2","type":"function","function":{"name":"clock","arguments":"{}"}}]}""",
        [
            """{"role":"assistant","tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"weather","arguments":""}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"{\"ci"}}]}""",
            """{"tool_calls":[{"index":1,"id":"c2","type":"function","function":{"name":"clock","arguments":"{"}}]}""",
            """{"tool_calls":[{"index":0,"function":{"arguments":"ty\":\"Bern\"}"}}]}""",
            """{"tool_calls":[{"index":1,"function":{"arguments":"}"}}]}""",
        ],
        "tool_calls");

    /// <summary>Plain text.</summary>
    public static UpstreamReply Text(UpstreamRequest request, params IReadOnlyList<string> pieces) => Message(
        request,
        $$"""{"role":"assistant","content":{{JsonSerializer.Serialize(string.Concat(pieces))}}}""",
        [.. pieces.Select(p => $$"""{"content":{{JsonSerializer.Serialize(p)}}}""")]);
}
