using Mesh.Contracts.Access;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Caching;
using Mesh.Strategies.Tests.Failover;

namespace Mesh.Strategies.Tests.Caching;

public sealed class CacheKeyTests
{
    private static readonly CallerIdentity s_caller = new("k1", "acme", "web", []);
    private static readonly RouteEntry s_route = new() { Name = "r" };
    private static readonly ChatRequest s_request = new() { Messages = [Says(new TextPart("a")), Says(new TextPart("b"))] };

    /// <summary>The request with one thing changed, for each thing that changes an answer.</summary>
    private static IEnumerable<ChatRequest> Others =>
    [
        s_request with { Messages = [Says(new TextPart("ab"))] },
        s_request with { Messages = [Says(new TextPart("a"), new TextPart("b"))] },
        s_request with { Messages = [Says(new TextPart("b")), Says(new TextPart("a"))] },
        With(new ImagePart("data:,b", null)), With(new ImagePart("data:,b", "low")), With(new FilePart("a", "b")), With(new FilePart("ab", "")), With(new AudioPart("b", "wav")),
        With(new ReasoningPart("b")), With(new RefusalPart("b")),
        Message(m => m with { Role = ChatRole.Assistant }), Message(m => m with { Name = "n" }), Message(m => m with { ToolCallId = "n" }),
        Message(m => m with { ToolCalls = [new ToolCall("i", "f", "{}")] }), Message(m => m with { ToolCalls = [new ToolCall("i", "f", "{ }")] }),
        s_request with { Tools = [new ToolDefinition("f", null, null, null)] },
        s_request with { Tools = [new ToolDefinition("f", "d", null, null)] },
        s_request with { Tools = [new ToolDefinition("f", null, "{}", null)] },
        s_request with { Tools = [new ToolDefinition("f", null, null, true)] },
        s_request with { ToolChoice = new ToolChoice(ToolChoiceMode.Required) },
        s_request with { ToolChoice = new ToolChoice(ToolChoiceMode.Function, "f") },
        s_request with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonObject) },
        s_request with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema, "n", "{}") },
        s_request with { ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema, "n", "{}", true) },
        s_request with { ExtraJson = "{\"x\":1}" },
        Set(s => s with { Temperature = 0 }), Set(s => s with { Temperature = 0.1 }), Set(s => s with { TopP = 0.1 }), Set(s => s with { MaxOutputTokens = 1 }), Set(s => s with { Seed = 1 }),
        Set(s => s with { FrequencyPenalty = 1 }), Set(s => s with { PresencePenalty = 1 }), Set(s => s with { Logprobs = true }), Set(s => s with { TopLogprobs = 1 }), Set(s => s with { Choices = 1 }),
        Set(s => s with { ReasoningEffort = "low" }), Set(s => s with { ParallelToolCalls = true }), Set(s => s with { Stop = ["a"] }), Set(s => s with { Stop = ["a", "b"] }), Set(s => s with { Stop = ["ab"] }),
    ];

    [Fact]
    public void Request_AnythingThatChangesTheAnswer_IsAnotherKey()
    {
        string[] keys = [Key(s_request), .. Others.Select(r => Key(r))];

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Request_SaidAnewOrByAnotherUser_IsTheSameKey()
    {
        Assert.Equal(Key(s_request), Key(new ChatRequest { Messages = [Says(new TextPart("a")), Says(new TextPart("b"))] }));
        Assert.Equal(Key(s_request), Key(Set(s => s with { User = "u" })));
        Assert.Equal(Key(s_request), Key(s_request, streaming: true));
    }

    // A field that is added to a record and left out of the key would give one request's answer to another.
    [Fact]
    public void Records_AllTheirFields_AreThoughtOf()
    {
        Assert.Equal(6, Fields(typeof(ChatRequest)));
        Assert.Equal(5, Fields(typeof(ChatMessage)));
        Assert.Equal(13, Fields(typeof(ChatSettings)));
        Assert.Equal(6, typeof(ContentPart).Assembly.GetTypes().Count(t => t.IsSubclassOf(typeof(ContentPart)) && !t.IsAbstract));

        static int Fields(Type type) => type.GetProperties().Count(p => p.Name != "EqualityContract");
    }

    [Theory]
    [InlineData(CacheScope.Tenant, 2)]
    [InlineData(CacheScope.Project, 3)]
    [InlineData(CacheScope.Key, 4)]
    public void Caller_OfAnotherTenant_NeverHasTheKey(CacheScope scope, int keys)
    {
        CallerIdentity[] callers = [s_caller, s_caller with { KeyId = "k2" }, s_caller with { Project = "shop" }, s_caller with { Tenant = "other" }];

        Assert.Equal(keys, callers.Select(c => Key(s_request, caller: c, scope: scope)).Distinct().Count());
    }

    [Fact]
    public void Names_ThatRunTogether_AreApart() => Assert.NotEqual(
        Key(s_request, caller: s_caller with { Tenant = "a", Project = "bc" }, scope: CacheScope.Project),
        Key(s_request, caller: s_caller with { Tenant = "ab", Project = "c" }, scope: CacheScope.Project));

    [Fact]
    public void Route_WhoMayAnswer_IsPartOfTheKeyAndItsRevisionIsNot()
    {
        string[] keys =
        [
            Key(s_request), Key(s_request, route: s_route with { Candidates = ["m"] }), Key(s_request, route: s_route with { Candidates = [], Fallbacks = ["*"] }), Key(s_request, route: s_route with { MinQuality = 0.5 }),
            Key(s_request, decide: d => d with { Route = "s" }), Key(s_request, decide: d => d with { Prefer = Prefer.Best }),
            Key(s_request, decide: d => d with { Rules = ["r/rules[0]: caller.project in [\"trial\"]"] }),
            Key(s_request, query: q => q with { Task = "code" }), Key(s_request, query: q => q with { Weights = new UtilityWeights(1, 0, 0, 0) }),
        ];

        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(Key(s_request), Key(s_request, route: s_route with { Deadline = TimeSpan.FromSeconds(1), Cache = new CachePolicy { Ttl = TimeSpan.FromHours(1) } }, decide: d => d with { Revision = 9, Id = "e" }));
    }

    // Everything but what the last message says.
    [Fact]
    public void Context_OfAnotherQuestion_IsTheSameAndOfAnythingElseAnother()
    {
        string[] questions = [.. new[] { With(new TextPart("c")), s_request with { Messages = [s_request.Messages[0], Says(new TextPart("c"), new TextPart("d"))] }, s_request }.Select(r => Context(r))];
        string[] others = [.. Others.Where(o => !IsQuestion(o)).Select(r => Context(r))];

        Assert.Single(questions.Distinct());
        Assert.Equal(others.Length, others.Distinct().Count());
        Assert.DoesNotContain(questions[0], others);
        Assert.NotEqual(Context(s_request), Context(s_request, s_caller with { Tenant = "other" }));
        Assert.Equal(Context(s_request), Context(s_request, s_caller with { Project = "shop" }));
        Assert.NotEqual(Context(s_request, scope: CacheScope.Project), Context(s_request, s_caller with { Project = "shop" }, CacheScope.Project));

        // Those that differ in nothing but the text of the last message.
        static bool IsQuestion(ChatRequest r) => r.Messages.Count == 1
            || (ReferenceEquals(r.Messages[0], s_request.Messages[0]) && r == s_request with { Messages = r.Messages } && r.Messages[1] == s_request.Messages[1] with { Parts = r.Messages[1].Parts });
    }

    [Fact]
    public void Keys_OfATenant_BeginWithWhatTellsItFromOthers()
    {
        Assert.StartsWith(CacheKey.TenantPrefix("acme"), Key(s_request), StringComparison.Ordinal);
        Assert.NotEqual(CacheKey.TenantPrefix("acme"), CacheKey.TenantPrefix("other"));
        Assert.Matches("^[0-9a-f]{24}/$", CacheKey.TenantPrefix("a/b*\n"));
    }

    [Theory]
    [InlineData("https://a/b.png", IdentityTraits.External)]
    [InlineData("data:,b", IdentityTraits.None)]
    public void Traits_OfAnImage_SayWhetherItIsElsewhere(string url, IdentityTraits expected) => Assert.Equal(expected, Traits(With(new ImagePart(url, null))));

    [Fact]
    public void Traits_OfRequests_SayWhatSpeaksAgainstKeeping()
    {
        Assert.Equal(IdentityTraits.None, Traits(s_request));
        Assert.Equal(IdentityTraits.Sampled, Traits(Set(s => s with { Temperature = 0.5 })));
        Assert.Equal(IdentityTraits.Sampled, Traits(Set(s => s with { Choices = 2 })));
        Assert.Equal(IdentityTraits.Tools, Traits(s_request with { Tools = [new ToolDefinition("f", null, null, null)] }));
        Assert.Equal(IdentityTraits.Incomparable, Traits(With(new TextPart(new string('a', RecordIdentity.MaxBytes)))));
        Assert.Equal(IdentityTraits.None, Traits(s_request with { ExtraJson = "{\"x\":1}" }));
        Assert.Equal(IdentityTraits.External, Traits(s_request with { ExtraJson = "{\"x\":1}" }, s_caller with { Scopes = ["vendor-objects"] }));
    }

    private static string Key(ChatRequest request, RouteEntry? route = null, Func<RouteDecision, RouteDecision>? decide = null, CallerIdentity? caller = null, CacheScope scope = CacheScope.Tenant, bool streaming = false, Func<RouteQuery, RouteQuery>? query = null) =>
        Of(request, route, decide, caller, scope, streaming, query).Key;

    private static IdentityTraits Traits(ChatRequest request, CallerIdentity? caller = null) => Of(request, null, null, caller, CacheScope.Tenant, false).Traits;

    private static (string Key, IdentityTraits Traits) Of(ChatRequest request, RouteEntry? route, Func<RouteDecision, RouteDecision>? decide, CallerIdentity? caller, CacheScope scope, bool streaming, Func<RouteQuery, RouteQuery>? query = null) => CacheKey.Of(
        new CachePolicy { Ttl = TimeSpan.FromMinutes(1), Scope = scope },
        route ?? s_route,
        (decide ?? (d => d))(Decisions.Of("e")),
        new ChatTask((query ?? (q => q))(new RouteQuery { Target = "r" }), request, streaming),
        caller ?? s_caller);

    private static string Context(ChatRequest request, CallerIdentity? caller = null, CacheScope scope = CacheScope.Tenant) => CacheKey.OfContext(
        new SemanticCachePolicy { Embedding = "e", Ttl = TimeSpan.FromMinutes(1), Scope = scope }, s_route, Decisions.Of("e"), new ChatTask(new RouteQuery { Target = "r" }, request, streaming: false), caller ?? s_caller).Key;

    private static ChatMessage Says(params ContentPart[] parts) => new() { Role = ChatRole.User, Parts = parts };

    private static ChatRequest With(ContentPart part) => s_request with { Messages = [s_request.Messages[0], Says(part)] };

    private static ChatRequest Message(Func<ChatMessage, ChatMessage> change) => s_request with { Messages = [s_request.Messages[0], change(s_request.Messages[1])] };

    private static ChatRequest Set(Func<ChatSettings, ChatSettings> change) => s_request with { Settings = change(s_request.Settings) };
}
