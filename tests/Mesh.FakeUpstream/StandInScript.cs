using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Testing;
using Mesh.Testing.Replay;

namespace Mesh.FakeUpstream;

/// <summary>What the stand-alone upstream answers: the recording where there is one, else so many words.</summary>
/// <param name="random">Draws which requests fail.</param>
internal sealed class StandInScript(Random random)
{
    private const int Dimensions = 8;
    private readonly Lock _drawing = new();
    private readonly Dictionary<string, RecordedQuestion> _byPrompt = [];

    /// <summary>Recorded answers.</summary>
    public required IReadOnlyList<RecordedQuestion> Recorded
    {
        init => _byPrompt = value.DistinctBy(q => q.Prompt).ToDictionary(q => q.Prompt);
    }

    /// <summary>Recorded exchanges.</summary>
    public required IReadOnlyList<RecordedExchange> Exchanges { get; init; }

    /// <summary>Tokens of an answer that is not recorded.</summary>
    public required int Tokens { get; init; }

    /// <summary>Wait before the first byte.</summary>
    public required TimeSpan FirstDelay { get; init; }

    /// <summary>Wait between tokens.</summary>
    public required TimeSpan PieceDelay { get; init; }

    /// <summary>Share of requests that get 500.</summary>
    public required double FailureRate { get; init; }

    /// <summary>Whether answers carry token counts.</summary>
    public required bool GivesUsage { get; init; }

    /// <summary>The answer to a request.</summary>
    public UpstreamReply Reply(UpstreamRequest request)
    {
        if (request.Path.EndsWith("/models", StringComparison.Ordinal))
        {
            return UpstreamReply.Json("""{"object":"list","data":[{"id":"weak","object":"model","created":1,"owned_by":"fake"},{"id":"strong","object":"model","created":1,"owned_by":"fake"}]}""");
        }

        if (Fails())
        {
            return UpstreamReply.Json("""{"error":{"message":"drawn to fail","type":"server_error","param":null,"code":null}}""", 500);
        }

        if (Exchanges.FirstOrDefault(e => e.Matches(request)) is { } exchange)
        {
            return exchange.Reply() with { FirstDelay = FirstDelay, PieceDelay = PieceDelay };
        }

        return request.Path.EndsWith("/embeddings", StringComparison.Ordinal) ? Embed(request) : Chat(request);
    }

    private UpstreamReply Chat(UpstreamRequest request)
    {
        var prompt = request.Json["messages"]?.AsArray().LastOrDefault()?["content"] is JsonValue text && text.TryGetValue<string>(out var said) ? said : "";
        var (pieces, promptTokens) = _byPrompt.TryGetValue(prompt, out var question)
            ? (QuestionReplay.Pieces(question, request.Model), question.PromptTokens)
            : ([.. Enumerable.Range(1, Tokens).Select(i => i == 1 ? "word1" : $" word{i}")], 1 + (prompt.Length / 4));
        var reply = ChatReplies.Answer(request, pieces, promptTokens) with { FirstDelay = FirstDelay, PieceDelay = PieceDelay };
        return GivesUsage ? reply : ChatReplies.WithoutUsage(reply);
    }

    // A vector that depends on the text alone.
    private static UpstreamReply Embed(UpstreamRequest request)
    {
        string[] inputs = request.Json["input"] is JsonArray many ? [.. many.Select(i => i!.ToJsonString())] : [request.Json["input"]!.ToJsonString()];
        var data = inputs.Select((input, index) => new { @object = "embedding", index, embedding = Enumerable.Range(0, Dimensions).Select(d => (float)Math.Sin(d + input.Sum(c => c))) });
        var tokens = inputs.Sum(i => 1 + (i.Length / 4));
        return UpstreamReply.Json(JsonSerializer.Serialize(new { @object = "list", data, model = request.Model, usage = new { prompt_tokens = tokens, total_tokens = tokens } }));
    }

    private bool Fails()
    {
        lock (_drawing)
        {
            return random.NextDouble() < FailureRate;
        }
    }
}
