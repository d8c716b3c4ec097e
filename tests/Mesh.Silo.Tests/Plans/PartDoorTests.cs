using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Caching;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>Rules and kept answers as parts of plans, at both doors.</summary>
public sealed class PartDoorTests : IAsyncLifetime
{
    private const string Question = "How do I reset my password?";
    private CachedMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _mesh = await CachedMesh.StartAsync(r => ChatReplies.Answer(r, ["By ", "the form."]), """
            routes:
              ruled: { plan: { fallback: [{ rule: { answers: [{ name: hours, when: { exact: [what are your hours] }, answer: Nine to five. }] } }, { model: m }] } }
              alone: { plan: { rule: { answers: [{ name: hours, when: { exact: [what are your hours] }, answer: Nine to five. }] } } }
              part-kept:  { plan: { fallback: [{ cache: { of: { model: m }, exact: { ttl: 1h } } }] } }
              part-deep:  { plan: { fallback: [{ cache: { of: { cascade: [{ rule: { answers: [{ name: hours, when: { exact: [what are your hours] }, answer: Nine to five. }], else: { model: m } }, accept: { confidence: 0.5 } }, { model: m }] }, exact: { ttl: 1h } } }] } }
              alike: { plan: { fallback: [{ cache: { of: { model: m }, semantic: { embedding: m, ttl: 1h, threshold: 0.8, timeout: 10s } } }] } }
            data: { detect: [email] }
            """);
        _caller = GrpcCaller.Open(_mesh.Mesh);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
    }

    [Theory]
    [InlineData("ruled")]
    [InlineData("alone")]
    [InlineData("part-deep")]
    public async Task Rule_AnswersAtBothDoorsWholeAndStreamed_WithoutAModel(string route)
    {
        const string Hours = "What are your hours?";
        var whole = await _mesh.AskAsync(CachedMesh.Ask(route, Hours));
        var stream = await _mesh.AskAsync(CachedMesh.Ask(route, Hours, ",\"stream\":true"));
        var answer = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask(route, Hours) });
        var (events, _) = await ReadAsync(route, Hours);

        Assert.Contains("Nine to five.", whole.Body, StringComparison.Ordinal);
        Assert.Contains("Nine to five.", stream.Body, StringComparison.Ordinal);
        Assert.Equal(("rule:hours", 0d), (answer.Outcome.Model, answer.Outcome.CostUsd));
        Assert.Equal("Nine to five.", Text(events));
        Assert.Equal(("0", 0), (whole.Cost, _mesh.Chats));
    }

    [Fact]
    public async Task Rule_ThatDoesNotMatch_LeavesTheRequestToTheNextOrRefusesIt()
    {
        Assert.Contains("By the form.", (await _mesh.AskAsync(CachedMesh.Ask("ruled", Question))).Body, StringComparison.Ordinal);

        var refused = await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("alone", Question) }));
        Assert.Contains("No rule of this plan", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("part-kept", "")]
    [InlineData("part-kept", ",\"stream\":true")]
    [InlineData("part-deep", "")]
    [InlineData("part-deep", ",\"stream\":true")]
    public async Task OpenAI_PartThatWasGivenBefore_IsGivenAgainAtNoCost(string route, string more)
    {
        var first = await _mesh.AskAsync(CachedMesh.Ask(route, Question, more));
        await CachedMesh.SettledAsync(_mesh.Mesh);
        var second = await _mesh.AskAsync(CachedMesh.Ask(route, Question, more));
        await _mesh.AskAsync(CachedMesh.Ask(route, "Where is the form?", more));

        Assert.Contains("the form.", second.Body, StringComparison.Ordinal);
        Assert.Equal((more.Length == 0 ? "0" : null, 2), (second.Cost, _mesh.Chats));
        Assert.NotEqual("0", first.Cost);
        var scrape = await Scrape.OfAsync(_mesh.Mesh);
        Assert.Equal(1, scrape.Value("meshsilo_cache_requests_total", $"route=\"{route}\"", "result=\"hit\""));
        Assert.True(scrape.Value("meshsilo_cache_saved_usd_total", $"route=\"{route}\"") > 0);
    }

    [Fact]
    public async Task Grpc_PartThatWasGivenBefore_IsGivenWholeAndStreamed()
    {
        var first = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("part-kept", Question) });
        var (events, _) = await ReadAsync("part-kept", Question);

        Assert.True(first.Outcome.CostUsd > 0);
        Assert.Equal(("By the form.", 0d, 1), (Text(events), events[^1].Done.Outcome.CostUsd, _mesh.Chats));
        Assert.Equal("kept answer of m", events[^1].Done.Outcome.Plan.Nodes[0].Note);
    }

    [Fact]
    public async Task Part_OfAQuestionInOtherWords_IsGivenAgain()
    {
        await _mesh.AskAsync(CachedMesh.Ask("alike", Question));
        var again = await _mesh.AskAsync(CachedMesh.Ask("alike", "How can I reset my password"));

        Assert.Equal(("0", 1, 2), (again.Cost, _mesh.Chats, _mesh.Embeddings));
    }

    [Fact]
    public async Task Part_OfARequestWithPrivateData_IsNeitherKeptNorGiven()
    {
        const string Private = "Mail the form to jane@mail.example.";
        await _mesh.AskAsync(CachedMesh.Ask("part-kept", Question));
        await Assert.ThrowsAnyAsync<Exception>(() => _mesh.AskAsync(CachedMesh.Ask("part-kept", Private)));

        Assert.Equal(1, _mesh.Chats);
    }

    [Fact]
    public async Task Caller_WhoWantsNoCache_GetsANewAnswerAndWhoWantsNoStoreKeepsNone()
    {
        await _mesh.AskAsync(CachedMesh.Ask("part-kept", Question), ("cache-control", "no-store"));
        await _mesh.AskAsync(CachedMesh.Ask("part-kept", Question));
        await _mesh.AskAsync(CachedMesh.Ask("part-kept", Question), ("cache-control", "no-cache"));
        await _mesh.AskAsync(CachedMesh.Ask("part-kept", Question));

        Assert.Equal(3, _mesh.Chats);
    }

    private async Task<(IReadOnlyList<V1.StreamResponse> Events, Exception? Fault)> ReadAsync(string route, string question)
    {
        using var call = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask(route, question)));
        return await GrpcCaller.ReadAsync(call);
    }

    private static string Text(IReadOnlyList<V1.StreamResponse> events) => string.Concat(events.Where(e => e.Delta is not null).Select(e => e.Delta.Content));
}
