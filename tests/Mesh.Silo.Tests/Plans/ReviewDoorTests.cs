using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Mesh.Keys;
using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Caching;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>What plans hand over to people, as callers and people of both doors see it.</summary>
public sealed class ReviewDoorTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _grpc = null!;
    private string _asker = "";
    private string _person = "";
    private string _stranger = "";
    private string _auditor = "";

    private V1.ReviewService.ReviewServiceClient Reviews => new(_grpc.Channel);

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["from ", r.Model]));
        _mesh = await RunningMesh.StartAsync(
            $$$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{{_upstream.Url}}}" }
            models:
              weak:   { price: { in: 1, out: 2 }, data: [private] }
              strong: { price: { in: 1, out: 2 }, data: [private] }
              open:   { price: { in: 1, out: 2 } }
            endpoints:
              weak-at:   { provider: p, model: weak }
              strong-at: { provider: p, model: strong }
              open-at:   { provider: p, model: open }
            routes:
              handed: { plan: { escalate: { of: { model: weak }, wait: handle, queue: law, reason: "On {{route}}" } } }
              waited: { deadline: 30s, plan: { escalate: { of: { model: weak }, queue: law } } }
              short: { deadline: 10s, plan: { escalate: { queue: law } } }
              tight: { plan: { escalate: { wait: handle, most: 1, queue: tight } } }
              cached: { cache: { exact: { ttl: 1h } }, plan: { escalate: { wait: handle } } }
              public: { plan: { escalate: { wait: handle, data: [] } } }
              deep:
                deadline: 30s
                plan:
                  pipeline:
                    - { name: first, cascade: [{ model: weak, accept: { confidence: 1 } }, { fallback: [{ escalate: { queue: law } }] }] }
                    - { name: last, prompt: "Go on: {{steps.first.text}}", model: strong }
            """,
            settings =>
            {
                (_asker, _person, _auditor) = (TestKeys.Add(settings.KeyFile), TestKeys.Add(settings.KeyFile, "reviews"), TestKeys.Add(settings.KeyFile, "audit"));
                _stranger = new KeyFile(settings.KeyFile).Add(new KeyRequest("eve", "other", "web", ["reviews", "audit"]), Pepper.FindOrCreate(settings.KeyFile, _ => null), DateTimeOffset.UtcNow).Key.Reveal();
            });
        _grpc = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _grpc.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_Whole_GetsAHandleAndFetchesTheAnswerByIt()
    {
        using var response = await PostAsync(OpenAICaller.Chat("handed"));
        var json = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        var id = json["mesh"]!["review"]!["id"]!.GetValue<string>();

        Assert.Equal((id, "pending", "escalate"), (response.Header("x-mesh-review"), response.Header("x-mesh-review-status"), response.Header("x-mesh-plan")));
        Assert.Equal(("review_pending", $"Review pending, id {id}."), (json["choices"]![0]!["finish_reason"]!.GetValue<string>(), json["choices"]![0]!["message"]!["content"]!.GetValue<string>()));
        Assert.Equal("pending", (await GetAsync(id))["status"]!.GetValue<string>());
        await AnswerAsync(id, "a person's words");
        var answer = await GetAsync(id);
        Assert.Equal(("answered", "a person's words"), (answer["status"]!.GetValue<string>(), answer["answer"]!.GetValue<string>()));
        Assert.Null(answer["draft"]);
    }

    [Fact]
    public async Task OpenAI_Stream_GetsAHandleInItsHeadersAndItsLastChunk()
    {
        using var response = await PostAsync(OpenAICaller.Chat("handed", ""","stream":true"""));
        var body = await response.Content.ReadAsStringAsync();

        var id = response.Header("x-mesh-review");
        Assert.Contains($"\"mesh\":{{\"review\":{{\"id\":\"{id}\",\"status\":\"pending\"", body, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"review_pending\"", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_OnARouteThatKeepsAnswers_IsToldAndNotKept()
    {
        using var first = await PostAsync(OpenAICaller.Chat("cached"));
        await CachedMesh.SettledAsync(_mesh);
        using var second = await PostAsync(OpenAICaller.Chat("cached"));

        Assert.StartsWith("rv_", first.Header("x-mesh-review"), StringComparison.Ordinal);
        Assert.NotEqual(first.Header("x-mesh-review"), second.Header("x-mesh-review"));
        Assert.Contains("\"mesh\":{\"review\":", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grpc_WholeAndStream_GetAHandle()
    {
        var whole = await _grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("handed") }, Key(_asker));
        using var call = _grpc.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("handed")), Key(_asker));
        var (events, _) = await GrpcCaller.ReadAsync(call);

        Assert.Equal(("review_pending", "law", V1.NodeState.Waiting), (whole.Choices[0].FinishReason, whole.Outcome.Review.Queue, whole.Outcome.Plan.State));
        Assert.True(whole.Outcome.CostUsd > 0);
        var handle = events.Single(e => e.EventCase == V1.StreamResponse.EventOneofCase.Review).Review;
        Assert.Equal(handle, events[^1].Done.Outcome.Review);
        Assert.NotEqual(handle.Id, whole.Outcome.Review.Id);
        var answer = await Reviews.GetAnswerAsync(new V1.GetAnswerRequest { Id = handle.Id }, Key(_asker));
        Assert.Equal((V1.ReviewState.Pending, ""), (answer.State, answer.Answer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_WhileTheCallerWaits_IsItsAnswer(bool streamed)
    {
        var asked = PostAsync(OpenAICaller.Chat("waited", streamed ? ""","stream":true""" : ""));
        var review = await PendingAsync();
        var decided = await AnswerAsync(review.Id, "from weak indeed");

        using var response = await asked;
        Assert.Contains("from weak indeed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("person", response.Header("x-mesh-model"));
        Assert.False(response.Headers.Contains("x-mesh-review"));
        Assert.Equal(("from weak", "weak", 1.0 / 3), (decided.Draft, decided.DraftModel, decided.Distance));
        Assert.NotNull(decided.WaitTime);
    }

    [Fact]
    public async Task Answer_DeepInAPlan_GoesOnToTheNextStep()
    {
        var asked = _grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("deep") }, Key(_asker));
        var review = await PendingAsync();
        await AnswerAsync(review.Id, "three deep");

        var answer = await asked;
        Assert.Equal(("strong", "first/tiers[1]/fallback[0]"), (answer.Outcome.Model, (await ReadAsync(review.Id)).Place));
        Assert.Contains("three deep", _upstream.Requests[^1].Json.ToJsonString(), StringComparison.Ordinal);
        var node = answer.Outcome.Plan.Nodes[0].Nodes[1].Nodes[0];
        Assert.Equal((V1.NodeState.Done, "answered"), (node.State, node.Review.State));
    }

    [Fact]
    public async Task Deadline_ThatPassesFirst_LeavesAHandle()
    {
        using var response = await PostAsync(OpenAICaller.Chat("short"));

        Assert.Equal((200, "pending"), ((int)response.StatusCode, response.Header("x-mesh-review-status")));
    }

    [Fact]
    public async Task Rejection_IsToldToTheCallerWhoWaits()
    {
        var asked = PostAsync(OpenAICaller.Chat("waited"));
        var review = await PendingAsync();
        await Reviews.RejectReviewAsync(new V1.RejectReviewRequest { Id = review.Id, RequestId = "r1", Reason = "not ours to say" }, Key(_person));

        using var response = await asked;
        var error = (await response.Content.ReadFromJsonAsync<JsonNode>())!["error"]!;
        Assert.Equal((400, "review_rejected"), ((int)response.StatusCode, error["code"]!.GetValue<string>()));
        Assert.Contains("not ours to say", error["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task StrongerModel_WhoseDataPolicyAllowsIt_AnswersTheReview()
    {
        var chat = GrpcCaller.Ask("handed");
        chat.Hints = new V1.Hints { Data = { "private" } };
        var id = (await _grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat }, Key(_asker))).Outcome.Review.Id;

        Assert.Equal(["private"], (await ReadAsync(id)).Data);
        var refused = await GrpcCaller.FaultAsync(SendAsync(id, "open"));
        var waits = await GrpcCaller.FaultAsync(SendAsync(id, "tight"));
        var sent = await SendAsync(id, "strong");
        var asked = _upstream.Requests.Count;
        var again = await SendAsync(id, "strong");

        Assert.NotEqual(StatusCode.OK, refused.StatusCode);
        Assert.Equal(("REVIEW_TARGET", "to"), (GrpcCaller.Info(waits).Reason, GrpcCaller.Field(waits)));
        Assert.Equal((V1.ReviewState.Sent, "from strong", "strong"), (sent.State, sent.Answer, sent.Model));
        Assert.Equal((sent, asked), (again, _upstream.Requests.Count));
        Assert.DoesNotContain(_upstream.Requests, r => r.Model == "open");
    }

    [Fact]
    public async Task Data_ThatAQueueMayNotSee_IsNotHandedOver()
    {
        var chat = GrpcCaller.Ask("public");
        chat.Hints = new V1.Hints { Data = { "private" } };

        var fault = await GrpcCaller.FaultAsync(_grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat }, Key(_asker)));

        Assert.Equal("DATA_POLICY", GrpcCaller.Info(fault).Reason);
        Assert.Empty((await Reviews.ListReviewsAsync(new V1.ListReviewsRequest(), Key(_person))).Reviews);
    }

    [Fact]
    public async Task Answers_ThatDiffer_AreAConflictAndTheSameOneIsNot()
    {
        var id = await HandedAsync();
        var first = await AnswerAsync(id, "yes", "a");

        Assert.Equal(first, await AnswerAsync(id, "yes", "a"));
        var other = await GrpcCaller.FaultAsync(Reviews.AnswerReviewAsync(new V1.AnswerReviewRequest { Id = id, RequestId = "b", Text = "no" }, Key(_person)));
        Assert.Equal((StatusCode.Aborted, "REVIEW_CLOSED"), (other.StatusCode, GrpcCaller.Info(other).Reason));
    }

    [Fact]
    public async Task Keys_WithoutTheScopeOrOfAnotherTenant_SeeNothing()
    {
        var id = await HandedAsync();

        var asker = await GrpcCaller.FaultAsync(Reviews.GetReviewAsync(new V1.GetReviewRequest { Id = id }, Key(_asker)));
        var listed = await GrpcCaller.FaultAsync(Reviews.ListReviewsAsync(new V1.ListReviewsRequest(), Key(_auditor)));
        var acts = await GrpcCaller.FaultAsync(Reviews.ListReviewActsAsync(new V1.ListReviewActsRequest(), Key(_person)));
        var stranger = await GrpcCaller.FaultAsync(Reviews.GetReviewAsync(new V1.GetReviewRequest { Id = id }, Key(_stranger)));
        var fetched = await GrpcCaller.FaultAsync(Reviews.GetAnswerAsync(new V1.GetAnswerRequest { Id = id }, Key(_stranger)));
        using var http = await SendAsync(HttpMethod.Get, $"/v1/reviews/{id}", _stranger);

        Assert.All(new[] { asker, listed, acts }, f => Assert.Equal((StatusCode.PermissionDenied, "SCOPE_MISSING"), (f.StatusCode, GrpcCaller.Info(f).Reason)));
        Assert.All(new[] { stranger, fetched }, f => Assert.Equal("REVIEW_NOT_FOUND", GrpcCaller.Info(f).Reason));
        Assert.Equal(404, (int)http.StatusCode);
        Assert.Empty((await Reviews.ListReviewsAsync(new V1.ListReviewsRequest(), Key(_stranger))).Reviews);
    }

    [Fact]
    public async Task List_HasFiltersAndPagesAndTheEndIsKeptWithWhoItWas()
    {
        var ids = new[] { await HandedAsync(), await HandedAsync(), await HandedAsync() };
        using var full = await PostAsync(OpenAICaller.Chat("tight"));
        using var over = await PostAsync(OpenAICaller.Chat("tight"));
        await AnswerAsync(ids[1], "done");

        var first = await Reviews.ListReviewsAsync(new V1.ListReviewsRequest { PageSize = 2, Queue = "law" }, Key(_person));
        var second = await Reviews.ListReviewsAsync(new V1.ListReviewsRequest { PageSize = 2, Queue = "law", PageToken = first.NextPageToken }, Key(_person));
        var pending = await Reviews.ListReviewsAsync(new V1.ListReviewsRequest { State = V1.ReviewState.Pending, Route = "handed" }, Key(_person));
        var act = Assert.Single((await Reviews.ListReviewActsAsync(new V1.ListReviewActsRequest(), Key(_auditor))).Acts);

        Assert.Equal(ids, first.Reviews.Concat(second.Reviews).Select(r => r.Id));
        Assert.Equal([ids[0], ids[2]], pending.Reviews.Select(r => r.Id));
        Assert.Equal((429, "review_queue_full"), ((int)over.StatusCode, (await over.Content.ReadFromJsonAsync<JsonNode>())!["error"]!["code"]!.GetValue<string>()));
        Assert.Equal((ids[1], V1.ReviewState.Answered), (act.ReviewId, act.State));
        Assert.Equal((await ReadAsync(ids[1])).ClosedBy, act.By);
        using var watch = Reviews.WatchReviews(new V1.WatchReviewsRequest { IntervalMs = 100, Queue = "law" }, Key(_person));
        Assert.True(await watch.ResponseStream.MoveNext());
        Assert.Equal([ids[0], ids[2]], watch.ResponseStream.Current.Reviews.Select(r => r.Id));
    }

    [Theory]
    [InlineData("not-an-id", "a", "yes", "id")]
    [InlineData("", "", "yes", "request_id")]
    [InlineData("", "a b", "yes", "request_id")]
    [InlineData("", "a", "", "text")]
    public async Task Field_ThatIsWrong_IsNamed(string id, string request, string text, string field)
    {
        var fault = await GrpcCaller.FaultAsync(Reviews.AnswerReviewAsync(new V1.AnswerReviewRequest { Id = id.Length > 0 ? id : "rv_01234567890123456789", RequestId = request, Text = text }, Key(_person)));

        Assert.Equal((StatusCode.InvalidArgument, field), (fault.StatusCode, GrpcCaller.Field(fault)));
    }

    [Fact]
    public async Task Metrics_TellWhatWaitsAndWhatBecameOfTheRest()
    {
        await AnswerAsync(await HandedAsync(), "done");
        await HandedAsync();

        var text = await _mesh.Http.GetStringAsync(new Uri($"{_mesh.AdminUrl}/metrics"));

        Assert.Matches("""meshsilo_reviews_pending\{[^}]*queue="law"[^}]*\} 1\b""", text);
        Assert.Matches("""meshsilo_reviews_oldest_seconds\{[^}]*queue="law"[^}]*\} [\d.e-]+""", text);
        Assert.Matches("""meshsilo_reviews_total\{[^}]*outcome="opened"[^}]*\} 2\b""", text);
        Assert.Matches("""meshsilo_reviews_total\{[^}]*outcome="answered"[^}]*\} 1\b""", text);
    }

    private static Metadata Key(string key) => new() { { "authorization", $"Bearer {key}" } };

    private Task<HttpResponseMessage> PostAsync(string body) => SendAsync(HttpMethod.Post, "/v1/chat/completions", _asker, body);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string key, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", key);
        return await _mesh.Http.SendAsync(request);
    }

    private async Task<JsonNode> GetAsync(string id)
    {
        using var response = await SendAsync(HttpMethod.Get, $"/v1/reviews/{id}", _asker);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<string> HandedAsync() => (await _grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("handed") }, Key(_asker))).Outcome.Review.Id;

    private async Task<V1.ReviewEntry> PendingAsync()
    {
        V1.ReviewEntry? found = null;
        await Waiting.UntilAsync(() => (found = Reviews.ListReviews(new V1.ListReviewsRequest { State = V1.ReviewState.Pending }, Key(_person)).Reviews.FirstOrDefault()) is not null);
        return found!;
    }

    private async Task<V1.Review> AnswerAsync(string id, string text, string request = "r1") =>
        await Reviews.AnswerReviewAsync(new V1.AnswerReviewRequest { Id = id, RequestId = request, Text = text }, Key(_person));

    private AsyncUnaryCall<V1.Review> SendAsync(string id, string to) => Reviews.SendToStrongerAsync(new V1.SendToStrongerRequest { Id = id, RequestId = "s1", To = to }, Key(_person));

    private async Task<V1.Review> ReadAsync(string id) => await Reviews.GetReviewAsync(new V1.GetReviewRequest { Id = id }, Key(_person));
}
