using System.Text;
using System.Text.Json;

namespace Mesh.Testing.Faults;

/// <summary>The words of a fake upstream's answers in OpenAI's dialect: events, bodies, errors and counts.</summary>
/// <param name="pieces">The answer's pieces, a token each.</param>
public sealed class FaultyText(IReadOnlyList<string> pieces)
{
    /// <summary>Prompt tokens that every answer bills.</summary>
    public const int PromptTokens = 7;

    /// <summary>The end marker's event.</summary>
    public const string Done = "data: [DONE]\n\n";

    private const string Error = """{"message":"the engine died","type":"server_error","param":null,"code":null}""";

    /// <summary>The answer's pieces.</summary>
    public IReadOnlyList<string> Pieces { get; } = pieces;

    /// <summary>The right count.</summary>
    public string Usage { get; } = $$"""{"prompt_tokens":{{PromptTokens}},"completion_tokens":{{pieces.Count}},"total_tokens":{{PromptTokens + pieces.Count}}}""";

    /// <summary>The first event: the role.</summary>
    public static string Role { get; } = ChatReplies.Chunk("""{"role":"assistant","content":""}""", "null");

    /// <summary>The event with the finish reason.</summary>
    public static string Finish { get; } = ChatReplies.Chunk("{}", "\"stop\"");

    /// <summary>An error event: OpenAI's object, or the one that is named.</summary>
    public static string ErrorEvent(bool named) => named
        ? "event: error\ndata: {\"message\":\"the engine died\",\"type\":\"server_error\",\"code\":500}\n\n"
        : $"data: {{\"error\":{Error}}}\n\n";

    /// <summary>An error as a body.</summary>
    public static string ErrorBody(bool other) => other
        ? """{"object":"error","message":"the engine died","type":"server_error","param":null,"code":500}"""
        : $"{{\"error\":{Error}}}";

    /// <summary>A delta's event.</summary>
    public static string Delta(string text) => ChatReplies.Chunk($$"""{"content":{{JsonSerializer.Serialize(text)}}}""", "null");

    /// <summary>A delta's event with as little around it as can be.</summary>
    public static string ShortDelta(string text) => $"data: {{\"choices\":[{{\"delta\":{{\"content\":{JsonSerializer.Serialize(text)}}}}}]}}\n\n";

    /// <summary>The count's event.</summary>
    public static string UsageEvent(string usage) =>
        $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{{usage}}}""" + "\n\n";

    /// <summary>A whole body.</summary>
    /// <param name="text">What is said.</param>
    /// <param name="usage">The count; null for none.</param>
    public static string Body(string text, string? usage) =>
        $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":{{{JsonSerializer.Serialize(text)}}}},"finish_reason":"stop"}]{{{(usage is null ? "" : $",\"usage\":{usage}")}}}}""";

    /// <summary>A whole stream's events.</summary>
    public IReadOnlyList<string> Events(string? usage) =>
        [Role, .. Pieces.Select(Delta), Finish, .. usage is null ? Array.Empty<string>() : [UsageEvent(usage)], Done];

    /// <summary>A whole body with the right text.</summary>
    public string Body(string? usage) => Body(string.Concat(Pieces), usage);

    /// <summary>The count that a fault tells; null for none.</summary>
    public string? UsageOf(Fault fault) => fault switch
    {
        Fault.UsageMissing => null,
        Fault.UsageNegative => """{"prompt_tokens":-7,"completion_tokens":-5,"total_tokens":-12}""",
        Fault.UsageHuge => """{"prompt_tokens":1000000000000,"completion_tokens":1000000000000,"total_tokens":2000000000000}""",
        Fault.UsageAsText => """{"prompt_tokens":"7","completion_tokens":"5","total_tokens":"12"}""",
        Fault.UsageContradicting => """{"prompt_tokens":700,"completion_tokens":50,"total_tokens":3}""",
        Fault.UsageInflated => """{"prompt_tokens":7,"completion_tokens":500000,"total_tokens":500007}""",
        _ => Usage,
    };

    /// <summary>Whether a fault's answer is whole and tells the right count at last.</summary>
    public static bool Bills(Fault fault, bool streaming) => fault switch
    {
        Fault.None or Fault.SplitCharacters or Fault.MixedLineEnds or Fault.NoSpace or Fault.ByteOrderMark or Fault.CommentFlood or Fault.SplitData
            or Fault.DoubleDone or Fault.DataAfterDone or Fault.SlowDrip or Fault.PlainText or Fault.NoContentType or Fault.UsageTwice => true,
        Fault.EndWithoutMarker => streaming,
        _ => false,
    };

    /// <summary>Bytes in UTF-8.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
