using System.Text;
using System.Text.Json.Nodes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using MeshSilo.V1;

namespace Mesh.Testing.Replay;

/// <summary>
/// Sends recorded requests of a real API through both doors, whole and streamed, to a fake upstream that answers with the recording
/// (for the other form, with the same answer recast), and checks that nothing is lost in either direction. One call at a time:
/// the upstream knows which recording is meant by the turn it is.
/// </summary>
public sealed class ExchangeReplay(IReadOnlyList<RecordedExchange> exchanges)
{
    private readonly ReplaySummary _summary = new();
    private RecordedExchange _current = exchanges[0];
    private UpstreamRequest? _asked;

    /// <summary>A catalogue with the recorded models behind the fake upstream.</summary>
    public string Catalog(string url)
    {
        var models = exchanges.Select(e => e.Json["model"]!.ToString()).Distinct().ToArray();
        return $$"""
            providers:
              fake: { kind: openai, baseUrl: "{{url}}" }
            models:
            {{string.Join('\n', models.Select(m => $"  {m}: {{}}"))}}
            endpoints:
            {{string.Join('\n', models.Select(m => $"  {m}: {{ provider: fake, model: {m} }}"))}}
            """;
    }

    /// <summary>The fake upstream's script.</summary>
    public UpstreamReply Reply(UpstreamRequest request)
    {
        _asked = request;
        var recorded = _current.Reply();
        if (_current.Status != 200 || !_current.IsChat || request.Streaming == _current.IsStream)
        {
            return recorded;
        }

        return request.Streaming
            ? UpstreamReply.Events(AnswerForms.ToEvents(JsonNode.Parse(_current.Response)!))
            : UpstreamReply.Json(AnswerForms.ToWhole(_current.Response).ToJsonString());
    }

    /// <summary>Runs all of it.</summary>
    public async Task<ReplaySummary> RunAsync(HttpClient http, string grpcUrl, CancellationToken cancellationToken)
    {
        using var channel = GrpcChannel.ForAddress(grpcUrl);
        foreach (var exchange in exchanges)
        {
            _current = exchange;
            foreach (var stream in exchange.IsChat ? new[] { false, true } : [false])
            {
                await RunAsync(exchange, stream ? "OpenAI stream" : "OpenAI unary", () => OpenAIAsync(http, exchange, stream, cancellationToken));
            }

            foreach (var stream in exchange.IsChat ? new[] { false, true } : [false])
            {
                await RunAsync(exchange, stream ? "gRPC stream" : "gRPC unary", () => exchange.IsChat
                    ? ChatAsync(new ChatService.ChatServiceClient(channel), exchange, stream, cancellationToken)
                    : EmbedAsync(new EmbeddingService.EmbeddingServiceClient(channel), exchange, cancellationToken));
            }
        }

        return _summary;
    }

    private async Task RunAsync(RecordedExchange exchange, string way, Func<Task<string?>> call)
    {
        _asked = null;
        var fault = await call();
        _summary.Add(way, exchange.Name, fault);
    }

    private async Task<string?> OpenAIAsync(HttpClient http, RecordedExchange exchange, bool stream, CancellationToken token)
    {
        var request = exchange.Json;
        if (exchange.IsChat && stream)
        {
            (request["stream"], request["stream_options"]) = (true, new JsonObject { ["include_usage"] = true });
        }
        else if (exchange.IsChat)
        {
            request.Remove("stream");
        }

        using var response = await http.PostAsync("/v1" + exchange.Path, new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json"), token);
        var body = await response.Content.ReadAsStringAsync(token);
        if (exchange.Status != 200)
        {
            return SameRefusal(exchange, JsonNode.Parse(body)!["error"]!);
        }

        var sent = string.Concat(Reply(_asked!).Pieces.Select(p => Encoding.UTF8.GetString(p.Span)));
        return (int)response.StatusCode != 200 ? $"status {(int)response.StatusCode}"
            : body != sent ? "bytes"
            : !JsonNode.DeepEquals(request, _asked!.Json) ? "the request that the upstream saw"
            : null;
    }

    private async Task<string?> ChatAsync(ChatService.ChatServiceClient chat, RecordedExchange exchange, bool stream, CancellationToken token)
    {
        var request = ProtoChat.From(exchange.Json);
        try
        {
            var got = stream ? await StreamAsync(chat, request, token) : await CompleteAsync(chat, request, token);
            var expected = ExchangeAnswer.Of(exchange.IsStream ? AnswerForms.ToWhole(exchange.Response) : JsonNode.Parse(exchange.Response)!);

            // A recorded stream without its count leaves the count to the mesh.
            var same = exchange.IsStream && stream ? got with { Input = expected.Input, Output = expected.Output } : got;
            return same == expected ? SameRequest(exchange, stream) : $"{same} instead of {expected}";
        }
        catch (RpcException e)
        {
            return exchange.Status == 200 ? $"{e.Status.StatusCode} {e.Status.Detail}" : SameStatus(exchange, e);
        }
    }

    private static async Task<ExchangeAnswer> CompleteAsync(ChatService.ChatServiceClient chat, ChatRequest request, CancellationToken token)
    {
        var response = await chat.CompleteAsync(new CompleteRequest { Chat = request }, cancellationToken: token);
        var choice = response.Choices[0];
        var calls = choice.ToolCalls.Select(c => ExchangeAnswer.Call(c.Id, c.Name, c.ArgumentsJson));
        return new ExchangeAnswer(choice.Content, string.Join(';', calls), choice.FinishReason, response.Outcome.Usage.InputTokens, response.Outcome.Usage.OutputTokens);
    }

    private static async Task<ExchangeAnswer> StreamAsync(ChatService.ChatServiceClient chat, ChatRequest request, CancellationToken token)
    {
        using var call = chat.Stream(new StreamRequest { Chat = request }, cancellationToken: token);
        var (text, calls, finish, outcome) = (new StringBuilder(), new SortedDictionary<int, ToolCall>(), "", new Outcome { Usage = new Usage() });
        await foreach (var response in call.ResponseStream.ReadAllAsync(token))
        {
            text.Append(response.Delta?.Content);
            finish = response.Delta is { FinishReason.Length: > 0 } ended ? ended.FinishReason : finish;
            outcome = response.Done?.Outcome ?? outcome;
            if (response.ToolCall is { } piece)
            {
                var known = calls.TryGetValue(piece.Call, out var found) ? found : calls[piece.Call] = new ToolCall();
                known.Id += piece.Id;
                known.Name += piece.Name;
                known.ArgumentsJson += piece.Arguments;
            }
        }

        return new ExchangeAnswer(text.ToString(), string.Join(';', calls.Values.Select(c => ExchangeAnswer.Call(c.Id, c.Name, c.ArgumentsJson))), finish, outcome.Usage.InputTokens, outcome.Usage.OutputTokens);
    }

    private static async Task<string?> EmbedAsync(EmbeddingService.EmbeddingServiceClient embeddings, RecordedExchange exchange, CancellationToken token)
    {
        var json = exchange.Json;
        var input = json["input"] is JsonArray tokens ? tokens.ToJsonString() : json["input"]!.ToString();
        try
        {
            var response = await embeddings.EmbedAsync(new EmbedRequest { Model = json["model"]!.ToString(), Inputs = { input }, Dimensions = json["dimensions"]?.GetValue<int>() ?? 0 }, cancellationToken: token);
            var recorded = JsonNode.Parse(exchange.Response)!["data"]![0]!["embedding"]!;
            var expected = recorded is JsonArray many
                ? many.Select(v => v!.GetValue<float>())
                : System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(recorded.ToString())).ToArray();
            return response.Embeddings[0].Values.SequenceEqual(expected) ? null : "the vector";
        }
        catch (RpcException e)
        {
            return exchange.Status == 200 ? $"{e.Status.StatusCode} {e.Status.Detail}" : SameStatus(exchange, e);
        }
    }

    // The mesh writes the newer name of the longest answer and always asks for the count of a stream.
    private string? SameRequest(RecordedExchange exchange, bool stream)
    {
        var (expected, asked) = (exchange.Json, _asked!.Json);
        foreach (var json in new[] { expected, asked })
        {
            json.Remove("stream");
            json.Remove("stream_options");
        }

        return JsonNode.DeepEquals(expected, asked) && _asked.Streaming == stream ? null : $"the upstream saw {asked.ToJsonString()}";
    }

    private static string? SameRefusal(RecordedExchange exchange, JsonNode error)
    {
        var recorded = JsonNode.Parse(exchange.Response)!["error"]!;
        return error["message"]?.ToString() != recorded["message"]!.ToString() ? $"message '{error["message"]}'"
            : error["upstream"]?["status"]?.GetValue<int>() != exchange.Status ? "the upstream's status"
            : error["upstream"]?["code"]?.ToString() != recorded["code"]?.ToString() ? "the upstream's code"
            : null;
    }

    // What the API's own rules forbid is refused before it reaches the upstream, which would refuse it too.
    private static string? SameStatus(RecordedExchange exchange, RpcException e)
    {
        if (exchange.Status == 400 && e.StatusCode == StatusCode.InvalidArgument && e.GetRpcStatus()?.GetDetail<BadRequest>() is { FieldViolations.Count: > 0 })
        {
            return null;
        }

        var info = e.GetRpcStatus()?.GetDetail<ErrorInfo>();
        var recorded = JsonNode.Parse(exchange.Response)!["error"]!;
        return e.Status.Detail != recorded["message"]!.ToString() ? $"message '{e.Status.Detail}'"
            : info?.Metadata["upstream_status"] != $"{exchange.Status}" ? "the upstream's status"
            : info.Metadata["upstream_code"] != (recorded["code"]?.ToString() ?? "") ? "the upstream's code"
            : null;
    }
}
