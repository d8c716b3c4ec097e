using Mesh.Contracts.Access;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Caching;
using Mesh.Grains.Tests.Turns;
using Mesh.Strategies.Caching.Semantic;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Caching;

/// <summary>The part of the semantic cache that a door cannot show: under which class vectors are asked for, whose answers are given, and what a tenant's clearing leaves.</summary>
public sealed class SemanticAnswersTests : IDisposable
{
    private static readonly SemanticCachePolicy s_policy = new() { Embedding = "e", Ttl = TimeSpan.FromMinutes(1), Timeout = TimeSpan.FromMilliseconds(100) };
    private readonly FakeTimeProvider _time = new();
    private readonly PlainProvider _upstream = new();
    private readonly TurnRig _rig;

    public SemanticAnswersTests() => _rig = new TurnRig(_time, () => 0.5, _upstream);

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData(WorkClass.Sheddable, null, WorkClass.Sheddable)]
    [InlineData(WorkClass.Critical, null, WorkClass.Critical)]
    [InlineData(WorkClass.Critical, WorkClass.Critical, WorkClass.Critical)]
    [InlineData(WorkClass.Critical, WorkClass.Sheddable, WorkClass.Sheddable)]
    public async Task Vector_OfARequest_IsAskedForInItsClass(WorkClass route, WorkClass? own, WorkClass expected)
    {
        Adopt(route);

        await AskAsync("hello", own);

        Assert.Equal([expected], _upstream.Embedded);
    }

    [Theory]
    [InlineData("m", 1)]
    [InlineData("m-2", 2)]
    public async Task Answer_OfAModelThatIsAnotherNow_IsNotGivenToOtherWords(string upstreamModel, int asked)
    {
        Adopt(WorkClass.Standard);
        await AskAsync("How do I reset my password?", own: null);
        Adopt(WorkClass.Standard, upstreamModel);
        await AskAsync("How can I reset my password", own: null);

        Assert.Equal(asked, _upstream.Asked.Count(e => e == "m-api"));
        Assert.Equal(2, _upstream.Embedded.Count);
    }

    [Fact]
    public void Keep_OfAQuestionOfBeforeItsTenantWasCleared_KeepsNothing()
    {
        _rig.Store.Clear("a/");
        Keep("a/1", _time.GetUtcNow());
        Assert.Equal((0, 0), (_rig.Questions.Count, _rig.Questions.Bytes));

        Keep("a/1", _time.GetUtcNow() + TimeSpan.FromTicks(1));
        Assert.Equal(1, _rig.Questions.Count);
    }

    private void Keep(string key, DateTimeOffset at) =>
        _rig.Semantic.Keep(s_policy, new SemanticLook(new SemanticNote(SemanticOutcome.Far, null, null, "e", 0), null, "hello", new SemanticPlace("a", "r", "c"), UnitVector.Of([1, 0])), key, at);

    private async Task AskAsync(string question, WorkClass? own)
    {
        var query = new RouteQuery { Target = "r", InputTokensExpected = 10, MaxOutputTokens = 10, Class = own };
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(question)] }] };
        await using var turn = await _rig.Turns.BeginAsync(new ChatTask(query, request, streaming: false) { Caller = CallerIdentity.Loopback }, default);
        await foreach (var _ in turn.ReadAsync())
        {
        }
    }

    private void Adopt(WorkClass route, string upstreamModel = "m") => _rig.Adopt(new CatalogDocument
    {
        Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAICompatible }],
        Models = [new ModelEntry { Name = "m" }, new ModelEntry { Name = "e", Capabilities = ModelCapabilities.Embeddings }],
        Endpoints = [Endpoint("m", upstreamModel), Endpoint("e", "e")],
        Routes = [new RouteEntry { Name = "r", Candidates = ["m"], Class = route, Cache = new CachePolicy { Ttl = s_policy.Ttl, Semantic = s_policy } }],
    });

    private static EndpointEntry Endpoint(string model, string upstreamModel) => new() { Name = $"{model}-api", Provider = "p", Model = model, UpstreamModel = upstreamModel };
}
