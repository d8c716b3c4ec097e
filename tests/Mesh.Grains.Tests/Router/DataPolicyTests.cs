using System.Text.Json;
using Mesh.Contracts.Access;
using Mesh.Contracts.Caching;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Catalog.Rules;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Tests.Turns;
using Mesh.Routing.Signals.Data;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Router;

/// <summary>
/// Tries to bring private data to a model that may not see it, through the whole way of a request: random catalogues with rules, routes to
/// routes, plans, fallbacks, caches, take-overs, affinity, a policy that changes under the request, and prompts that hold more than was asked.
/// </summary>
public sealed class DataPolicyTests : IDisposable
{
    private const string Mail = "Send it to jane.doe@mail.example please.";
    private readonly FakeTimeProvider _time = new();
    private readonly SeeingProvider _upstream;
    private readonly TurnRig _rig;
    private Random _random = new(0);
    private bool _marked;

    public DataPolicyTests()
    {
        _upstream = new SeeingProvider(() => _random.NextDouble());
        _rig = new TurnRig(_time, () => _random.NextDouble(), _upstream, _ => true);
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task PrivateRequest_InTenThousandCatalogues_NeverReachesAModelThatMayNotSeeIt()
    {
        var (reached, refused, several) = (0, 0, 0);
        for (var seed = 0; seed < 10_000; seed++)
        {
            _random = new Random(seed);
            // Each catalogue begins with endpoints that were never asked: what failed in the one before is of no interest.
            _time.Advance(TimeSpan.FromMinutes(10));
            var allowed = Adopt(Catalog());
            refused += await AskAsync() ? 0 : 1;
            var shown = _upstream.Seen.ToArray();
            AssertAllowed(shown, allowed, seed);
            reached += shown.Length > 0 ? 1 : 0;
            several += shown.Select(s => s.Model.Name).Distinct().Count() > 1 ? 1 : 0;
            _upstream.Seen.Clear();
        }

        // Neither everything is refused nor is one model all that is ever asked: then the test would show nothing.
        Assert.True(reached > 3000, $"{reached} reached a model");
        Assert.True(refused > 1000, $"{refused} refused");
        Assert.True(several > 100, $"{several} reached several models");
    }

    [Fact]
    public async Task PolicyThatChangesAfterTheDecision_StillHoldsWhenTheModelIsCalled()
    {
        Adopt(Document([Model("m", "private")], new RouteEntry { Name = "r", Candidates = ["m"] }));
        var task = Task(["private"], "hello", "r", new Grown(() => Adopt(Document([Model("m")], new RouteEntry { Name = "r", Candidates = ["m"] })), "hello"));

        var error = await Assert.ThrowsAsync<MeshException>(() => _rig.Turns.BeginAsync(task, CancellationToken.None));

        Assert.Equal("data_policy", error.Error.Reason);
        Assert.Empty(_upstream.Seen);
    }

    [Fact]
    public async Task PromptThatHoldsMoreThanTheRequest_IsLookedAtAsItIsSent()
    {
        Adopt(Document([Model("open"), Model("closed", "private")], new RouteEntry { Name = "r", Candidates = ["open"], Fallbacks = ["closed"] }));
        _random = new Random(3);

        for (var i = 0; i < 50; i++)
        {
            var before = _upstream.Seen.Count;
            await TryAsync(Task([], "go on", "r", new Grown(() => { }, Mail)));

            _marked = false;
            AssertAllowed(_upstream.Seen.Skip(before), ["closed"], i);
        }

        Assert.Contains(_upstream.Seen, s => s.Model.Name == "closed");
    }

    [Fact]
    public async Task RequestOfNoClass_ReachesEveryModel()
    {
        Adopt(Document([Model("open"), Model("closed", "private")], new RouteEntry { Name = "r", Candidates = ["open", "closed"] }));

        for (var i = 0; i < 50; i++)
        {
            await TryAsync(Task([], "hello", "r"));
        }

        Assert.Equal(["closed", "open"], _upstream.Seen.Select(s => s.Model.Name).Distinct().Order());
    }

    [Fact]
    public void Refusal_OfAPrivateRequest_TellsWhatWouldHelp()
    {
        Adopt(Document([Model("m")], new RouteEntry { Name = "r", Candidates = ["m"] }));

        var decision = _rig.Router.Decide(new RouteQuery { Target = "r", Data = ["private"] });
        var error = Mesh.Routing.Selection.Router.NoCandidate(decision).Error;

        Assert.Equal((MeshErrorCode.ContentRefused, "data_policy"), (error.Code, error.Reason));
        Assert.Contains("(private)", error.Message, StringComparison.Ordinal);
        Assert.Equal(["at-m: may not see what the request holds", "also-m: may not see what the request holds"], error.Attempts);
    }

    [Fact]
    public void Cache_OfWhateverHasAClass_KeepsNothing()
    {
        Assert.True(DataGate.MayKeep([]));
        Assert.False(DataGate.MayKeep(["private"]));
    }

    // Where the prompt alone brings the mark, what a plan asks in its own words before anybody saw it holds none; whatever is asked after may repeat it.
    private void AssertAllowed(IEnumerable<(ModelEntry Model, string Text)> shown, HashSet<string> allowed, int seed)
    {
        var marked = _marked;
        foreach (var (model, text) in shown)
        {
            marked |= text.Contains("jane.doe", StringComparison.Ordinal);
            Assert.True(!marked || allowed.Contains(model.Name), $"seed {seed}: '{model.Name}' saw \"{text}\"");
        }
    }

    private async Task<bool> AskAsync()
    {
        _marked = true;

        // The mark is a tag, or something in the text, or both; never neither.
        var tagged = _random.Next(3);
        IReadOnlyList<string> data = tagged == 0 ? [] : [_random.Next(5) == 0 ? "Private" : "private"];
        var text = tagged == 1 ? "hello" : Mail;
        var target = Pick(_rig.Views.Current.Document.Routes.Select(r => r.Name).Concat(_rig.Views.Current.Document.Models.Select(m => m.Name)));
        if (_random.Next(8) == 0)
        {
            try
            {
                var query = new RouteQuery { Target = target, Data = data, Fallbacks = Fallbacks(), Needs = ModelCapabilities.Text };
                await _rig.Turns.EmbedAsync(new EmbeddingTask { Native = JsonSerializer.SerializeToUtf8Bytes(new { input = new[] { text } }), Query = query }, CancellationToken.None);
                return true;
            }
            catch (MeshException)
            {
                return false;
            }
        }

        // A prompt is made for each model anew, and may bring the mark with it.
        var grown = _random.Next(3) == 0 ? new Grown(() => { }, Mail) : null;
        var said = grown is null ? text : Pick(["hello", text]);
        _marked = data.Count > 0 || said == Mail;
        return await TryAsync(Task(data, said, target, grown));
    }

    private ChatTask Task(IReadOnlyList<string> data, string text, string target, IModelPrompt? prompt = null) => new(
        new RouteQuery
        {
            Target = target,
            Data = data,
            Fallbacks = prompt is null ? Fallbacks() : [],
            InputTokensExpected = 10,
            Task = _random.Next(2) == 0 ? "code" : null,
            Affinity = _random.Next(2) == 0 ? new CacheAffinity("at-m0", "m0", 1000) : null,
        },
        new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(text)] }] },
        streaming: true)
    {
        Accepts = CallerSignals.Reset | CallerSignals.Splice,
        Prompt = prompt,
        Caller = CallerIdentity.Loopback,
        Plan = _random.Next(4) == 0 ? RandomPlan.Of(_random, [.. _rig.Views.Current.Document.Models.Select(m => m.Name)], [.. _rig.Views.Current.Document.Routes.Select(r => r.Name)]) : null,
    };

    private async Task<bool> TryAsync(ChatTask task)
    {
        try
        {
            await using var turn = await _rig.Turns.BeginAsync(task, CancellationToken.None);
            await foreach (var frame in turn.ReadAsync())
            {
                _ = frame.Read();
            }

            return true;
        }
        catch (MeshException)
        {
            return false;
        }
    }

    private IReadOnlyList<string> Fallbacks() => _random.Next(3) == 0 && _rig.Views.Current.Document.Models.Count > 0
        ? [.. _rig.Views.Current.Document.Routes.Select(r => r.Name).Concat(_rig.Views.Current.Document.Models.Select(m => m.Name)).OrderBy(_ => _random.Next()).Take(_random.Next(1, 4))]
        : [];

    private HashSet<string> Adopt(CatalogDocument document)
    {
        _rig.Adopt(document);
        return [.. document.Models.Where(m => m.Data.Contains("private", StringComparer.OrdinalIgnoreCase)).Select(m => m.Name)];
    }

    private CatalogDocument Catalog()
    {
        var models = Enumerable.Range(0, _random.Next(1, 6)).Select(i => Model($"m{i}", _random.Next(3) switch { 0 => [], 1 => ["private"], _ => ["internal", "PRIVATE"] })).ToArray();
        var names = models.Select(m => m.Name).ToArray();
        var routes = new List<RouteEntry>();
        for (var i = 0; i < _random.Next(1, 5); i++)
        {
            var lead = routes.Select(r => r.Name).Concat(names).ToArray();
            routes.Add(new RouteEntry
            {
                Name = $"r{i}",
                Candidates = _random.Next(2) == 0 ? ["*"] : Some(names),
                Fallbacks = _random.Next(2) == 0 ? [] : Some(names),
                Prefer = Pick(Enum.GetValues<Prefer>()),
                Balance = Pick(Enum.GetValues<Balance>()),
                OnInterruption = Pick(Enum.GetValues<OnInterruption>()),
                Cache = _random.Next(3) == 0 ? Cache(names) : null,
                MaxVendorShare = _random.Next(4) == 0 ? 0.5 : null,
                Rules = [.. Enumerable.Range(0, _random.Next(0, 4)).Select(n => Rule(n, lead, names))],
                Plan = _random.Next(2) == 0 ? RandomPlan.Of(_random, names, [.. routes.Select(r => r.Name)]) : null,
            });
        }

        return Document(models, [.. routes]) with { Data = new DataPolicy { Detect = _random.Next(4) == 0 ? [DataKind.Email] : Enum.GetValues<DataKind>() } };
    }

    private CachePolicy Cache(string[] models)
    {
        var ttl = TimeSpan.FromHours(1);
        return new CachePolicy { Ttl = ttl, Semantic = _random.Next(2) == 0 ? new SemanticCachePolicy { Embedding = Pick(models), Ttl = ttl, Threshold = 0.8 } : null };
    }

    private RouteRule Rule(int place, string[] lead, string[] models) => new()
    {
        Name = $"rules[{place}]",
        Condition = _random.Next(6) switch
        {
            0 => new RuleBinary(RuleOperator.In, new RuleText("private"), new RuleName("data")),
            1 => new RuleNot(new RuleBinary(RuleOperator.In, new RuleText("private"), new RuleName("data"))),
            2 => new RuleBinary(RuleOperator.Equal, new RuleName("task"), new RuleText("code")),
            3 => new RuleCall("healthy", [new RuleText(Pick(models))]),
            4 => new RuleBinary(RuleOperator.Greater, new RuleName("complexity"), new RuleNumber(0.05)),
            _ => null,
        },
        Then = new RuleOutcome
        {
            Route = _random.Next(2) == 0 ? Pick(lead) : null,
            Only = _random.Next(4) == 0 ? Some(models) : [],
            Without = _random.Next(4) == 0 ? Some(models) : [],
            Refuse = _random.Next(20) == 0 ? "no" : null,
        },
    };

    private T Pick<T>(IEnumerable<T> of) => of.ToArray() is var all ? all[_random.Next(all.Length)] : throw new InvalidOperationException();

    private string[] Some(string[] of) => [.. of.OrderBy(_ => _random.Next()).Take(_random.Next(1, of.Length + 1))];

    private static ModelEntry Model(string name, params string[] data) =>
        new() { Name = name, Data = data, Capabilities = ModelCapabilities.Text | ModelCapabilities.Prefix | ModelCapabilities.Embeddings, Price = new ModelPrice { In = 1, CachedIn = 1, Out = 1 } };

    private static CatalogDocument Document(IReadOnlyList<ModelEntry> models, params RouteEntry[] routes) => new()
    {
        Providers = [new ProviderEntry { Name = "p", Kind = ProviderKind.OpenAI }],
        Models = models,
        Endpoints = [.. models.SelectMany(m => new[] { new EndpointEntry { Name = $"at-{m.Name}", Provider = "p", Model = m.Name, UpstreamModel = m.Name }, new EndpointEntry { Name = $"also-{m.Name}", Provider = "p", Model = m.Name, UpstreamModel = m.Name } })],
        Routes = routes,
    };

    // Content that is made for each model, and holds more than what was asked.
    private sealed class Grown(Action before, string more) : IModelPrompt
    {
        public ValueTask<ChatTask> MakeAsync(ChatTask task, EndpointEntry endpoint, ModelEntry model, ProviderEntry provider, CancellationToken cancellationToken)
        {
            before();
            var history = new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(more)] };
            return ValueTask.FromResult(new ChatTask(task.Query, task.Request with { Messages = [history, .. task.Request.Messages] }, task.Streaming) { Accepts = task.Accepts });
        }
    }
}
