using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Catalog;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using Mesh.Testing.Files;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Caching;

/// <summary>A route that gives answers to questions in other words, through both doors.</summary>
public sealed class SemanticDoorTests : IAsyncLifetime
{
    private const string Question = "How do I reset my password?";
    private const string Again = "How can I reset my password";
    private CachedMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CachedMesh.StartAsync(r => ChatReplies.Answer(r, ["By ", "the form."]), """
        routes:
          faq:   { candidates: [m], cache: { semantic: { embedding: m, ttl: 10m, threshold: 0.8, timeout: 10s } } }
          twin:  { candidates: [m], cache: { semantic: { embedding: m, ttl: 10m, threshold: 0.8, timeout: 10s } } }
          exact: { candidates: [m], cache: { exact: { ttl: 10m } } }
          tools: { candidates: [m], cache: { exact: { ttl: 10m, tools: true }, semantic: { embedding: m, threshold: 0.8, timeout: 10s } } }
          brief: { candidates: [m], cache: { semantic: { embedding: m, ttl: 10m, threshold: 0.8, timeout: 100ms } } }
        """);

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Theory]
    [InlineData("", "0")]
    [InlineData(",\"stream\":true", null)]
    public async Task OpenAI_QuestionInOtherWords_IsAnsweredWithoutTheModel(string more, string? cost)
    {
        var first = await _mesh.AskAsync(CachedMesh.Ask("faq", Question, more));
        var second = await _mesh.AskAsync(CachedMesh.Ask("faq", Again, more));

        Assert.Equal((null, "semantic", cost), (first.Source, second.Source, second.Cost));
        Assert.Equal(first.Body, second.Body);
        Assert.Equal((1, 2), (_mesh.Chats, _mesh.Embeddings));
    }

    [Fact]
    public async Task Grpc_QuestionInOtherWords_IsAnsweredWholeAndStreamedFromOneEntry()
    {
        await using var caller = GrpcCaller.Open(_mesh.Mesh);
        await caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("faq", Question) });
        using var call = caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("faq", Again)));
        var (events, _) = await GrpcCaller.ReadAsync(call);

        var outcome = events[^1].Done.Outcome;
        Assert.Equal(("semantic", 0d, "m", 1), (outcome.Cache, outcome.CostUsd, outcome.Model, _mesh.Chats));
        Assert.Equal("By the form.", string.Concat(events.Where(e => e.Delta is not null).Select(e => e.Delta.Content)));
    }

    [Fact]
    public async Task OpenAI_SameQuestionAgain_IsKnownWithoutAVector()
    {
        await _mesh.AskAsync(CachedMesh.Ask("faq", Question));

        Assert.Equal("exact", (await _mesh.AskAsync(CachedMesh.Ask("faq", Question))).Source);
        Assert.Equal((1, 1), (_mesh.Chats, _mesh.Embeddings));
    }

    [Theory]
    [InlineData("How do I reset my router?", "wording")]
    [InlineData("How do I not reset my password?", "negation")]
    [InlineData("How do I reset my 2 password?", "numbers")]
    [InlineData("When do I reset my password?", "question")]
    public async Task OpenAI_NearQuestionThatContradicts_GoesToTheModelAndTheDecisionTellsWhy(string question, string why)
    {
        await _mesh.AskAsync(CachedMesh.Ask("faq", Question));
        var reply = await _mesh.AskAsync(CachedMesh.Ask("faq", question));
        var look = (await DecisionAsync(reply)).Semantic;

        Assert.Equal((null, 2), (reply.Source, _mesh.Chats));
        Assert.Equal(("contradicted", why, "m", 0.00001), (look.Outcome, look.Contradiction, look.EmbeddingModel, look.EmbeddingUsd));
        Assert.InRange(look.Similarity, 0.8, 0.999);
    }

    [Fact]
    public async Task Decision_OfAHitAndOfAMiss_TellsWhatWasFound()
    {
        var first = (await DecisionAsync(await _mesh.AskAsync(CachedMesh.Ask("faq", Question)))).Semantic;
        var far = (await DecisionAsync(await _mesh.AskAsync(CachedMesh.Ask("faq", "Where is my parcel?")))).Semantic;
        var hit = await DecisionAsync(await _mesh.AskAsync(CachedMesh.Ask("faq", Again)));

        Assert.Equal(("far", false), (first.Outcome, first.HasSimilarity));
        Assert.Equal("far", far.Outcome);
        Assert.InRange(far.Similarity, 0, 0.799);
        Assert.Equal(("semantic", "hit", ""), (hit.Cache, hit.Semantic.Outcome, hit.Semantic.Contradiction));
        Assert.InRange(hit.Semantic.Similarity, 0.8, 0.999);
    }

    // It was the cache that chose it, not the model.
    [Fact]
    public async Task Feedback_OnAnAnswerToOtherWords_CountsForNoModel()
    {
        await using var caller = GrpcCaller.Open(_mesh.Mesh);
        var first = await _mesh.AskAsync(CachedMesh.Ask("faq", Question));
        var hit = await _mesh.AskAsync(CachedMesh.Ask("faq", Again));

        Assert.True((await caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = first.Decision, Score = 1, Task = "chat" })).Counted);
        Assert.False((await caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = hit.Decision, Score = 0, Task = "chat" })).Counted);
    }

    [Theory]
    [InlineData("""{"model":"faq","messages":[{"role":"system","content":"Answer in rhymes."},{"role":"user","content":"How can I reset my password"}]}""")]
    [InlineData("""{"model":"faq","messages":[{"role":"user","content":"hello"},{"role":"assistant","content":"hi"},{"role":"user","content":"How can I reset my password"}]}""")]
    [InlineData("""{"model":"faq","max_tokens":5,"messages":[{"role":"user","content":"How can I reset my password"}]}""")]
    [InlineData("""{"model":"faq","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"How can I reset my password"}]}""")]
    [InlineData("""{"model":"faq","stream":true,"messages":[{"role":"user","content":"How can I reset my password"}]}""")]
    [InlineData("""{"model":"twin","messages":[{"role":"user","content":"How can I reset my password"}]}""")]
    [InlineData("""{"model":"exact","messages":[{"role":"user","content":"How can I reset my password"}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"How can I reset my password"}]}""")]
    public async Task OpenAI_AnythingElseDiffers_GoesToTheModel(string body)
    {
        await _mesh.AskAsync(CachedMesh.Ask("faq", Question));

        Assert.Null((await _mesh.AskAsync(body)).Source);
        Assert.Equal(2, _mesh.Chats);
    }

    [Theory]
    [InlineData("tools", """,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]""")]
    [InlineData("faq", """,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]""")]
    [InlineData("faq", """,\"temperature\":0.7""")]
    [InlineData("faq", """,\"n\":2""")]
    public async Task OpenAI_RequestThatIsNotCompared_CostsNoVector(string route, string more)
    {
        await _mesh.AskAsync(CachedMesh.Ask(route, Question, more.Replace("\\", "", StringComparison.Ordinal)));

        Assert.Equal(0, _mesh.Embeddings);
    }

    [Fact]
    public async Task OpenAI_QuestionThatIsNoPlainText_CostsNoVector()
    {
        await _mesh.AskAsync("""{"model":"faq","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}]}""");
        await _mesh.AskAsync(CachedMesh.Ask("faq", new string('a', 601)));
        await _mesh.AskAsync(CachedMesh.Ask("faq", "  "));
        await _mesh.AskAsync("""{"model":"faq","messages":[{"role":"user","content":"hello"},{"role":"assistant","content":"hi"}]}""");

        Assert.Equal(0, _mesh.Embeddings);
    }

    [Fact]
    public async Task OpenAI_CallerWantsANewAnswer_IsNotAnsweredInOtherWords()
    {
        await _mesh.AskAsync(CachedMesh.Ask("faq", Question));

        Assert.Null((await _mesh.AskAsync(CachedMesh.Ask("faq", Again), ("cache-control", "no-cache"))).Source);
        Assert.Equal((2, 1), (_mesh.Chats, _mesh.Embeddings));
    }

    [Fact]
    public async Task OpenAI_CallerRefusesKeeping_TheQuestionIsNotKept()
    {
        await _mesh.AskAsync(CachedMesh.Ask("faq", Question), ("cache-control", "no-store"));

        Assert.Null((await _mesh.AskAsync(CachedMesh.Ask("faq", Again))).Source);
    }

    [Fact]
    public async Task OpenAI_RequestThatHoldsPrivateData_IsNeitherTurnedIntoAVectorNorAnswered()
    {
        await using var mesh = await RunningMesh.StartAsync($$"""
            providers: { fake: { kind: openai-compatible, baseUrl: "{{_mesh.Upstream.Url}}" } }
            models: { m: { capabilities: [text, embeddings], data: [private], price: { in: 1, out: 2 } } }
            endpoints: { m-api: { provider: fake, model: m } }
            routes: { faq: { candidates: [m], cache: { semantic: { embedding: m, ttl: 10m, threshold: 0.8, timeout: 10s } } } }
            """);
        foreach (var (question, headers) in new (string, (string, string)[])[] { (Question, [("x-mesh-data", "private")]), (Again, [("x-mesh-data", "private")]), ($"{Question} I am jane.doe@example.com", []) })
        {
            using var response = await mesh.SendAsync(HttpMethod.Post, CachedMesh.Path, OpenAICaller.Json(CachedMesh.Ask("faq", question)), headers);
            Assert.False(response.Headers.Contains("x-mesh-cache"));
        }

        Assert.Equal((3, 0), (_mesh.Chats, _mesh.Embeddings));
    }

    [Theory]
    [InlineData("faq", "failed")]
    [InlineData("brief", "late")]
    public async Task OpenAI_VectorDoesNotCome_TheModelAnswersAndNothingIsKept(string route, string outcome)
    {
        var script = _mesh.Upstream.Script;
        _mesh.Upstream.Script = r => !CachedMesh.IsEmbedding(r) ? script(r) : outcome == "late" ? new UpstreamReply { FirstDelay = TimeSpan.FromMinutes(5) } : UpstreamReply.Json("{}", 400);

        var replies = new[] { await _mesh.AskAsync(CachedMesh.Ask(route, Question)), await _mesh.AskAsync(CachedMesh.Ask(route, Again)) };

        Assert.All(replies, r => Assert.Null(r.Source));
        Assert.Equal(outcome, (await DecisionAsync(replies[1])).Semantic.Outcome);
        Assert.Equal(2, _mesh.Chats);
    }

    [Fact]
    public async Task OpenAI_VectorsThatAreLateAgainAndAgain_AreWaitedForNoMore()
    {
        var script = _mesh.Upstream.Script;
        _mesh.Upstream.Script = r => !CachedMesh.IsEmbedding(r) ? script(r) : new UpstreamReply { FirstDelay = TimeSpan.FromMinutes(5) };

        // One right after the other: the rest is over after 5 s.
        var replies = new List<CachedReply>();
        for (var i = 0; i < 4; i++)
        {
            replies.Add(await _mesh.AskAsync(CachedMesh.Ask("brief", $"{Question} {i}")));
        }

        var outcomes = new List<string>();
        foreach (var reply in replies)
        {
            outcomes.Add((await DecisionAsync(reply)).Semantic.Outcome);
        }

        Assert.Equal(["late", "late", "late", "resting"], outcomes);
        Assert.Equal(4, _mesh.Chats);
        Assert.InRange(_mesh.Embeddings, 0, 3);

        // Nobody works on for a vector that nobody waits for.
        await Waiting.UntilAsync(() => _mesh.Upstream.Started == _mesh.Upstream.Completed + _mesh.Upstream.Aborted);
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[0,0]}]}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"AAAA"}]}""")]
    public async Task OpenAI_VectorThatIsNone_IsAsIfNoneHadCome(string body)
    {
        var script = _mesh.Upstream.Script;
        _mesh.Upstream.Script = r => CachedMesh.IsEmbedding(r) ? UpstreamReply.Json(body) : script(r);

        await _mesh.AskAsync(CachedMesh.Ask("faq", Question));
        var reply = await _mesh.AskAsync(CachedMesh.Ask("faq", Again));

        Assert.Equal((null, "failed", 2), (reply.Source, (await DecisionAsync(reply)).Semantic.Outcome, _mesh.Chats));
    }

    [Fact]
    public async Task Metrics_OfLooks_AreCountedAndAHitIsASaving()
    {
        await _mesh.AskAsync(CachedMesh.Ask("faq", Question));
        await _mesh.AskAsync(CachedMesh.Ask("faq", Again));
        await _mesh.AskAsync(CachedMesh.Ask("faq", "How do I reset my router?"));
        var scrape = await Scrape.OfAsync(_mesh.Mesh);

        Assert.InRange(scrape.Value("meshsilo_cache_requests_total", "route=\"faq\"", "result=\"semantic\"")!.Value, 1, 100);
        Assert.InRange(scrape.Value("meshsilo_cache_looks_total", "route=\"faq\"", "result=\"hit\"")!.Value, 1, 100);
        Assert.InRange(scrape.Value("meshsilo_cache_looks_total", "route=\"faq\"", "result=\"wording\"")!.Value, 1, 100);
        Assert.InRange(scrape.Value("meshsilo_cache_saved_tokens_total", "route=\"faq\"", "input")!.Value, 7, 1000);

        // Every mesh of the process tells it, and the last one's is read.
        Assert.NotNull(scrape.Value("meshsilo_cache_question_bytes"));
    }

    [Fact]
    public async Task Reload_ThatTakesTheCacheOut_HoldsAtOnce()
    {
        await _mesh.AskAsync(CachedMesh.Ask("faq", Question));
        await FollowedFile.ReplaceAsync(_mesh.Mesh.CatalogFile, RunningMesh.Catalog(_mesh.Upstream.Url, "routes: { faq: { candidates: [m], cache: { exact: { ttl: 10m } } } }"));

        await CatalogMesh.EventuallyAsync(async () => (await DecisionAsync(await _mesh.AskAsync(CachedMesh.Ask("faq", $"{Again} {Guid.NewGuid():N}")))).Semantic is null, "the edit");
        Assert.Null((await _mesh.AskAsync(CachedMesh.Ask("faq", Again))).Source);
    }

    private async Task<V1.Decision> DecisionAsync(CachedReply reply)
    {
        await using var caller = GrpcCaller.Open(_mesh.Mesh);
        return (await caller.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = reply.Decision })).Decision;
    }
}
