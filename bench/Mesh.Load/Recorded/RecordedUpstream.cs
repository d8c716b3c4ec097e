using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Testing;

namespace Mesh.Load.Recorded;

/// <summary>The fake upstream's script: a prompt is found by its text, and the model that is asked gives the answer that it gave, at once.</summary>
internal sealed class RecordedUpstream(IEnumerable<RecordedQuestion> questions)
{
    private readonly Dictionary<string, RecordedQuestion> _byPrompt = questions.DistinctBy(q => q.Prompt).ToDictionary(q => q.Prompt, StringComparer.Ordinal);
    private long _unknown;

    /// <summary>Requests that were none of the questions as they were recorded.</summary>
    public long Unknown => Interlocked.Read(ref _unknown);

    public UpstreamReply Reply(UpstreamRequest request)
    {
        var body = request.Json;
        if (body["messages"] is not JsonArray { Count: 1 } messages || !_byPrompt.TryGetValue(messages[0]!["content"]!.GetValue<string>(), out var question))
        {
            Interlocked.Increment(ref _unknown);
            return UpstreamReply.Json("""{"error":{"message":"nothing was recorded for this","type":"invalid_request_error"}}""", 400);
        }

        var given = question.Answers[RecordedModel.Place(request.Model)];

        // What the model thought before its final answer was not recorded: it is counted as thoughts, which nobody sees.
        var thoughts = Math.Max(0, given.OutputTokens - (given.Text.Length / 4));
        return UpstreamReply.Json($$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"{{{request.Model}}}","choices":[{"index":0,"message":{"role":"assistant","content":{{{JsonSerializer.Serialize(given.Text)}}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":{{{given.InputTokens}}},"completion_tokens":{{{given.OutputTokens}}},"completion_tokens_details":{"reasoning_tokens":{{{thoughts}}}},"total_tokens":{{{given.InputTokens + given.OutputTokens}}}}}""");
    }
}
