using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Relay;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Observability;

public sealed class TraceTests : IAsyncLifetime, IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e47";
    private static int s_next;
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly string _trace = $"{Trace}{Interlocked.Increment(ref s_next):x2}";
    private ActivityListener _listener = null!;
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    private string Parent => $"00-{_trace}-00f067aa0ba902b7-01";

    public async Task InitializeAsync()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MeshSilo" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.TraceId.ToHexString() == _trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == _trace)
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url, "  spare: { provider: fake, model: m, upstreamModel: up-2, priority: 9 }\nroutes:\n  r: { balance: priority, candidates: [m] }\n  planned: { plan: { fallback: [{ model: m-api, maxOutputTokens: 99 }] } }"));
    }

    public void Dispose() => _listener.Dispose();

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_Request_IsOneTraceFromTheCallerToTheUpstream()
    {
        using var response = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("m-api", ",\"stream\":true")), ("traceparent", Parent));
        await response.Content.ReadAsStringAsync();

        await AssertOneTraceAsync("POST /v1/chat/completions", response.Header("x-mesh-decision"));
    }

    [Fact]
    public async Task Grpc_Call_IsOneTraceFromTheCallerToTheUpstream()
    {
        await using var caller = GrpcCaller.Open(_mesh);

        var answer = await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("m-api") }, new Metadata { { "traceparent", Parent } });

        await AssertOneTraceAsync("meshsilo.v1.ChatService/Complete", answer.Outcome.DecisionId);
    }

    [Fact]
    public async Task Relay_Request_IsOneTraceToTheEngineAndNamedByItsPath()
    {
        await using var worker = await RelayWorker.StartAsync(new KnownEngines().With("vllm", _upstream.Url[..^"/v1".Length]));
        using var request = worker.Request(HttpMethod.Post, "/relay/vllm/v1/chat/completions", OpenAICaller.Chat("m"));
        request.Headers.TryAddWithoutValidation("traceparent", Parent);

        using var answer = await worker.SendAsync(request);

        await Waiting.UntilAsync(() => _spans.Any(IsDoors));
        var server = Assert.Single(_spans, IsDoors);
        Assert.Equal("POST /relay/{engine}/v1/chat/completions", server.DisplayName);
        Assert.Null(server.GetTagItem("meshsilo.request_id"));
        Assert.Equal($"00-{_trace}-{server.SpanId.ToHexString()}-01", Assert.Single(_upstream.Requests).Headers["traceparent"]);
    }

    [Fact]
    public async Task Plan_OfTwoNodes_HasASpanForEachAboveTheCall()
    {
        using var response = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("planned")), ("traceparent", Parent));
        await response.Content.ReadAsStringAsync();

        await Waiting.UntilAsync(() => _spans.Count(s => s.OperationName.StartsWith("meshsilo.node ", StringComparison.Ordinal)) == 2 && _spans.Any(s => s.ParentSpanId.ToHexString() == "00f067aa0ba902b7"));
        var (root, leaf, call) = (_spans.Single(s => s.OperationName == "meshsilo.node fallback"), _spans.Single(s => s.OperationName == "meshsilo.node single"), _spans.Single(s => s.Kind == ActivityKind.Client));
        Assert.Equal((root.SpanId, leaf.SpanId, _spans.Single(s => s.ParentSpanId.ToHexString() == "00f067aa0ba902b7").SpanId), (leaf.ParentSpanId, call.ParentSpanId, root.ParentSpanId));
        Assert.Equal(("single", "fallback[0]", "done"), (leaf.GetTagItem("meshsilo.node.kind"), leaf.GetTagItem("meshsilo.node.place"), leaf.GetTagItem("meshsilo.node.state")));
    }

    [Fact]
    public async Task Failover_TwoAttempts_AreTwoSpansAndTheFirstSaysWhy()
    {
        _upstream.Script = r => r.Model == "up-1" ? UpstreamReply.Json("{}", 500) : ChatReplies.Answer(r, ["fine"]);
        var first = "";
        for (var i = 0; i < 2 && first.Length == 0; i++)
        {
            using var response = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("m-api", ",\"models\":[\"spare\"]")), ("traceparent", Parent));
            first = response.Header("x-mesh-fallback-from");
        }

        await Waiting.UntilAsync(() => _spans.Count(s => s.Kind == ActivityKind.Client) == 2);
        var attempts = _spans.Where(s => s.Kind == ActivityKind.Client).OrderBy(s => s.StartTimeUtc).ToArray();
        Assert.Equal("m-api", attempts[0].GetTagItem("meshsilo.endpoint"));
        Assert.Equal((ActivityStatusCode.Error, "upstream_failed", 500), (attempts[0].Status, attempts[0].GetTagItem("error.type"), attempts[0].GetTagItem("meshsilo.upstream.status")));
        Assert.Equal(("spare", ActivityStatusCode.Ok), (attempts[1].GetTagItem("meshsilo.endpoint"), attempts[1].Status));
        Assert.Equal(attempts.Select(a => a.SpanId.ToHexString()), _upstream.Requests.Select(r => r.Headers["traceparent"].Split('-')[2]));
    }

    [Fact]
    public async Task Spans_OfAPrompt_HoldNothingOfIt()
    {
        _upstream.Script = _ => UpstreamReply.Json("""{"error":{"message":"you said xyzzy-secret","type":"invalid_request_error"}}""", 400);
        using var response = await _mesh.SendAsync(
            HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json("""{"model":"m-api","messages":[{"role":"user","content":"xyzzy-secret"}]}"""), ("traceparent", Parent));

        await Waiting.UntilAsync(() => _spans.Any(IsDoors));
        Assert.DoesNotContain(_spans, s => s.TagObjects.Any(t => t.Value?.ToString()?.Contains("xyzzy", StringComparison.Ordinal) == true) || s.StatusDescription?.Contains("xyzzy", StringComparison.Ordinal) == true);
    }

    // The fake upstream is a server in the same process; the door's span is the caller's child.
    private static bool IsDoors(Activity span) => span.Kind == ActivityKind.Server && span.ParentSpanId.ToHexString() == "00f067aa0ba902b7";

    private async Task AssertOneTraceAsync(string name, string decision)
    {
        await Waiting.UntilAsync(() => _spans.Any(IsDoors));
        var server = Assert.Single(_spans, IsDoors);
        var decided = Assert.Single(_spans, s => s.OperationName == "meshsilo.decide");
        var attempt = Assert.Single(_spans, s => s.Kind == ActivityKind.Client);
        Assert.Equal(name, server.DisplayName);
        Assert.Equal((server.SpanId, server.SpanId), (decided.ParentSpanId, attempt.ParentSpanId));
        Assert.Equal((decision, "m-api"), (decided.GetTagItem("meshsilo.decision.id"), decided.GetTagItem("meshsilo.endpoint")));
        Assert.Equal("chat m", attempt.DisplayName);
        Assert.Equal(("chat", "fake", "m", 7L, 1L), (attempt.GetTagItem("gen_ai.operation.name"), attempt.GetTagItem("gen_ai.provider.name"), attempt.GetTagItem("gen_ai.request.model"), attempt.GetTagItem("gen_ai.usage.input_tokens"), attempt.GetTagItem("gen_ai.usage.output_tokens")));
        Assert.Equal($"00-{_trace}-{attempt.SpanId.ToHexString()}-01", Assert.Single(_upstream.Requests).Headers["traceparent"]);
    }
}
