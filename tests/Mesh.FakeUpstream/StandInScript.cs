using System.Text.Json.Nodes;
using Mesh.Testing;
using Mesh.Testing.Replay;
using Mesh.Testing.Wire;

namespace Mesh.StandIn;

/// <summary>What the stand-alone upstream answers where it has more to say than its usual words: recordings and vectors.</summary>
/// <param name="firstDelay">Wait before the first byte.</param>
/// <param name="pieceDelay">Wait between tokens.</param>
internal sealed class StandInScript(TimeSpan firstDelay, TimeSpan pieceDelay)
{
    private static readonly Dictionary<string, string> s_noHeaders = [];
    private readonly Dictionary<string, RecordedQuestion> _byPrompt = [];

    /// <summary>Recorded answers.</summary>
    public required IReadOnlyList<RecordedQuestion> Recorded
    {
        init => _byPrompt = value.DistinctBy(q => q.Prompt).ToDictionary(q => q.Prompt);
    }

    /// <summary>Recorded exchanges.</summary>
    public required IReadOnlyList<RecordedExchange> Exchanges { get; init; }

    /// <summary>The answer to a request; null where the usual words do.</summary>
    public WireAnswer? Answer(WireRequest request)
    {
        if (request.Path.EndsWith("/embeddings", StringComparison.Ordinal))
        {
            return EmbeddingReplies.Answer(Asked(request)).ToWire();
        }

        if (Exchanges.Count == 0 && _byPrompt.Count == 0)
        {
            return null;
        }

        var asked = Asked(request);
        var reply = Exchanges.FirstOrDefault(e => e.Matches(asked))?.Reply() ?? Chat(asked);
        return reply is null ? null : (reply with { FirstDelay = firstDelay, PieceDelay = pieceDelay }).ToWire();
    }

    private UpstreamReply? Chat(UpstreamRequest request)
    {
        var prompt = request.Json["messages"]?.AsArray().LastOrDefault()?["content"] is JsonValue text && text.TryGetValue<string>(out var said) ? said : "";
        return _byPrompt.TryGetValue(prompt, out var question)
            ? ChatReplies.Answer(request, QuestionReplay.Pieces(question, request.Model), question.PromptTokens)
            : null;
    }

    private static UpstreamRequest Asked(WireRequest request) => new(request.Path, s_noHeaders, request.Body);
}
