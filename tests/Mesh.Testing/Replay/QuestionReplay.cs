using System.Globalization;
using System.Text;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using MeshSilo.V1;

namespace Mesh.Testing.Replay;

/// <summary>
/// Sends recorded questions through both doors, whole and streamed, to a fake upstream that answers with the recorded answers,
/// and checks that every answer arrives unchanged and that tokens and cost add up.
/// </summary>
public sealed class QuestionReplay(IReadOnlyList<RecordedQuestion> questions)
{
    private readonly Dictionary<string, RecordedQuestion> _byPrompt = questions.DistinctBy(q => q.Prompt).ToDictionary(q => q.Prompt);

    /// <summary>A catalogue with both models behind the fake upstream.</summary>
    public static string Catalog(string url) => $$"""
        providers:
          fake: { kind: openai-compatible, baseUrl: "{{url}}" }
        models:
          weak:   { context: 1000000, price: { in: 0.5, out: 1.5 } }
          strong: { context: 1000000, price: { in: 10, out: 30 } }
        endpoints:
          weak:   { provider: fake, model: weak }
          strong: { provider: fake, model: strong }
        """;

    /// <summary>The fake upstream's script.</summary>
    public UpstreamReply Reply(UpstreamRequest request)
    {
        var question = _byPrompt[request.Json["messages"]![0]!["content"]!.GetValue<string>()];
        return ChatReplies.Answer(request, Pieces(question, request.Model), question.PromptTokens);
    }

    /// <summary>Runs all of it.</summary>
    public async Task<ReplaySummary> RunAsync(HttpClient http, string grpcUrl, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(grpcUrl);
        var chat = new ChatService.ChatServiceClient(channel);
        var summary = new ReplaySummary();
        var calls = questions.SelectMany(q => new[] { (q, Model: "weak"), (q, Model: "strong") });
        await Parallel.ForEachAsync(calls, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (call, token) =>
        {
            var (question, model) = call;
            summary.Add("OpenAI unary", question, model, await OpenAIWholeAsync(http, question, model, token));
            summary.Add("OpenAI stream", question, model, await OpenAIStreamAsync(http, question, model, token));
            summary.Add("gRPC unary", question, model, await GrpcWholeAsync(chat, question, model, token));
            summary.Add("gRPC stream", question, model, await GrpcStreamAsync(chat, question, model, token));
        });
        return summary;
    }

    /// <summary>The pieces in which an answer is streamed: the same for the same question and model.</summary>
    public static IReadOnlyList<string> Pieces(RecordedQuestion question, string model) => ChatReplies.Cut(question.AnswerOf(model), question.Prompt.Length);

    private static async Task<ReplayAnswer> OpenAIWholeAsync(HttpClient http, RecordedQuestion question, string model, CancellationToken token)
    {
        var body = Body(question, model, stream: false);
        using var response = await http.PostAsync("/v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"), token);
        var bytes = await response.Content.ReadAsByteArrayAsync(token);
        var expected = ChatReplies.Answer(Asked(body), Pieces(question, model), question.PromptTokens).Pieces[0];
        using var json = JsonDocument.Parse(bytes);
        var usage = json.RootElement.GetProperty("usage");
        return new ReplayAnswer(
            json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!,
            bytes.AsSpan().SequenceEqual(expected.Span),
            usage.GetProperty("prompt_tokens").GetInt64(),
            usage.GetProperty("completion_tokens").GetInt64(),
            decimal.Parse(response.Headers.GetValues("x-mesh-cost-usd").Single(), CultureInfo.InvariantCulture));
    }

    private static async Task<ReplayAnswer> OpenAIStreamAsync(HttpClient http, RecordedQuestion question, string model, CancellationToken token)
    {
        var body = Body(question, model, stream: true);
        using var response = await http.PostAsync("/v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"), token);
        var text = await response.Content.ReadAsStringAsync(token);
        var expected = string.Concat(ChatReplies.Answer(Asked(body), Pieces(question, model), question.PromptTokens).Pieces.Select(p => Encoding.UTF8.GetString(p.Span)));
        var content = new StringBuilder();
        long input = 0, output = 0;
        foreach (var data in text.Split("\n\n").Where(e => e.StartsWith("data: {", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(data["data: ".Length..]);
            foreach (var choice in json.RootElement.GetProperty("choices").EnumerateArray())
            {
                content.Append(choice.GetProperty("delta").TryGetProperty("content", out var piece) ? piece.GetString() : "");
            }

            if (json.RootElement.TryGetProperty("usage", out var usage))
            {
                (input, output) = (usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64());
            }
        }

        return new ReplayAnswer(content.ToString(), text == expected, input, output, null);
    }

    private static async Task<ReplayAnswer> GrpcWholeAsync(ChatService.ChatServiceClient chat, RecordedQuestion question, string model, CancellationToken token)
    {
        var response = await chat.CompleteAsync(new CompleteRequest { Chat = Chat(question, model) }, cancellationToken: token);
        return new ReplayAnswer(response.Choices[0].Content, true, response.Outcome.Usage.InputTokens, response.Outcome.Usage.OutputTokens, (decimal)response.Outcome.CostUsd);
    }

    private static async Task<ReplayAnswer> GrpcStreamAsync(ChatService.ChatServiceClient chat, RecordedQuestion question, string model, CancellationToken token)
    {
        using var call = chat.Stream(new StreamRequest { Chat = Chat(question, model) }, cancellationToken: token);
        var pieces = new List<string>();
        Outcome? outcome = null;
        var seq = 0L;
        var ordered = true;
        await foreach (var response in call.ResponseStream.ReadAllAsync(token))
        {
            ordered &= response.Position.Attempt == 1 && response.Position.Seq == seq++;
            outcome = response.Done?.Outcome ?? outcome;
            if (response.Delta is { Content.Length: > 0 } delta)
            {
                pieces.Add(delta.Content);
            }
        }

        var expected = Pieces(question, model).Where(p => p.Length > 0);
        return new ReplayAnswer(string.Concat(pieces), ordered && pieces.SequenceEqual(expected), outcome!.Usage.InputTokens, outcome.Usage.OutputTokens, (decimal)outcome.CostUsd);
    }

    private static ChatRequest Chat(RecordedQuestion question, string model) =>
        new() { Model = model, Messages = { new Message { Role = Role.User, Parts = { new Part { Text = question.Prompt } } } } };

    private static string Body(RecordedQuestion question, string model, bool stream) => JsonSerializer.Serialize(stream
        ? new { model, messages = new[] { new { role = "user", content = question.Prompt } }, stream, stream_options = new { include_usage = true } }
        : (object)new { model, messages = new[] { new { role = "user", content = question.Prompt } } });

    private static UpstreamRequest Asked(string body) => new("", new Dictionary<string, string>(), Encoding.UTF8.GetBytes(body));
}
