using System.Diagnostics.Metrics;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Endpoints;
using Mesh.Grains.Learning;
using Mesh.Grains.Telemetry;
using Mesh.Grains.Tests.Hosting;
using Mesh.Routing.Learning;
using Mesh.Routing.Outcomes;
using Mesh.Routing.Signals;
using Mesh.Routing.Signals.Tasks;
using Mesh.Strategies.Plans;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Grains.Tests.Learning;

public sealed class PromptRecorderTests : IDisposable
{
    private readonly CatalogView _views = new(new EndpointGates(TimeProvider.System, () => 0.5));
    private readonly PromptRecorder _prompts;
    private int _decisions;

    public PromptRecorderTests()
    {
        _prompts = new PromptRecorder(_views, new MeshInstruments(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>()));
        Adopt(new RouterPolicy { Record = true, Except = ["quiet"] });
    }

    public void Dispose() => _prompts.Dispose();

    [Fact]
    public void Prompt_OfAServedRequest_IsKeptHashedOnce()
    {
        _prompts.Offer(Decision("d"), Query("What is a rose?"))!.Ended(0.25m, TimeSpan.FromSeconds(2));

        var outcome = _prompts.Take("d")!.With("m", new DecisionFeedback(0.5, "chat", DateTimeOffset.UnixEpoch))!;

        Assert.Equal((0.25m, 2.0, 0.5, "chat", "m"), (outcome.CostUsd, outcome.Seconds, outcome.Quality, outcome.Task, outcome.Model));
        Assert.Equal(PackedPrompt.Pack(HashedPrompt.Of("What is a rose?")), outcome.Prompt);
        Assert.Null(_prompts.Take("d"));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("tenant")]
    [InlineData("cache")]
    [InlineData("embeddings")]
    [InlineData("silence")]
    [InlineData("off")]
    public void Prompt_ThatMayNotBeKept_IsNot(string why)
    {
        var (decision, query) = (Decision("d"), Query(why == "silence" ? "  " : "What is a rose?"));
        if (why == "off")
        {
            Adopt(new RouterPolicy());
        }

        var kept = _prompts.Offer(
            why switch { "data" => decision with { Data = ["private"] }, "cache" => decision with { Source = AnswerSource.Exact }, _ => decision },
            why switch { "tenant" => query with { Caller = new RouteCaller("quiet", "p", "k") }, "embeddings" => query with { Needs = ModelCapabilities.Embeddings }, _ => query });

        Assert.Null(kept);
        Assert.Equal(0, _prompts.Count);
    }

    // The answer is here already when its prompt is offered: it must not fail for that.
    [Fact]
    public void Prompt_OfABodyThatTheMeshCannotRead_IsNotKept()
    {
        var signals = new RequestSignals(() => throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_value", "'tools[0]' must be a function with a name."), LearnedTasks.BuiltIn);

        Assert.Null(_prompts.Offer(Decision("d"), new RouteQuery { Target = "m", Signals = signals }));
        Assert.Equal(0, _prompts.Count);
    }

    [Fact]
    public async Task Prompt_InWhichPersonalDataIsFound_IsNotKept()
    {
        _prompts.Offer(Decision("d"), Query("Write to jane.doe@mail.example about it."));
        Assert.Equal(1, _prompts.Count);

        await _prompts.StartAsync(CancellationToken.None);

        await Wait.UntilAsync(() => _prompts.Count == 0, "it is let go");
        await _prompts.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Prompt_JudgedBeforeItIsLookedAt_IsLookedAtThen()
    {
        _prompts.Offer(Decision("d"), Query("Write to jane.doe@mail.example about it."));

        Assert.Null(_prompts.Take("d")!.With("m", new DecisionFeedback(1, "chat", DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    public async Task Prompts_BeyondTheBounds_ForgetTheOldest()
    {
        await _prompts.StartAsync(CancellationToken.None);
        for (var i = 0; i < PromptRecorder.Most + 10; i++)
        {
            await Wait.UntilAsync(() => _prompts.Offer(Decision($"d{i}"), Query($"prompt {i}")) is not null, "there is room again");
        }

        Assert.Equal(PromptRecorder.Most, _prompts.Count);
        Assert.Null(_prompts.Take("d0"));
        Assert.NotNull(_prompts.Take($"d{PromptRecorder.Most}"));

        var random = new Random(1);
        for (var i = 0; i < 450; i++)
        {
            var text = string.Create(15_000, random, (letters, draw) =>
            {
                for (var at = 0; at < letters.Length; at++)
                {
                    letters[at] = at % 6 == 5 ? ' ' : (char)('a' + draw.Next(26));
                }
            });
            await Wait.UntilAsync(() => _prompts.Offer(Decision($"long{i}"), Query(text)) is not null, "there is room again", 30);
        }

        // Some 100 kB each when they are hashed.
        await Wait.UntilAsync(() => _prompts.Count is > 100 and < 400, "no more is kept than the bytes allow", 30);
        await _prompts.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Prompts_ThatWaitToBeHashed_AreBounded()
    {
        for (var i = 0; i < PromptRecorder.MostWaiting; i++)
        {
            Assert.NotNull(_prompts.Offer(Decision($"d{i}"), Query("hello")));
        }

        Assert.Null(_prompts.Offer(Decision("more"), Query("hello")));
    }

    [Fact]
    public void Walks_OfAPlansAnswer_AreRecordedWithoutTheQuestionAndAgainWhenMoreIsSaid()
    {
        _prompts.Offer(Planned("d"), Query("What is a rose?"), Walks());

        var first = Assert.Single(Judge("d-weak", 0));
        var second = Assert.Single(Judge("d", 1));

        Assert.Equal(first.Cascade!.Walk, second.Cascade!.Walk);
        Assert.Equal([0, null], first.Cascade.Tiers.Select(t => t.Quality));
        Assert.Equal([0.0, 1.0], second.Cascade.Tiers.Select(t => t.Quality));
        Assert.Equal((HashedPrompt.Of("What is a rose?").Question, 0), (PackedPrompt.Unpack(second.Prompt).Question, PackedPrompt.Unpack(second.Prompt).Keys.Length));
        Assert.Equal(2.5m, second.CostUsd);
    }

    [Theory]
    [InlineData("Write to jane.doe@mail.example about it.", "")]
    [InlineData("What is a rose?", "private")]
    public void Walks_OfARequestWithPersonalDataOrADataClass_AreNotRecorded(string question, string data)
    {
        _prompts.Offer(Planned("d") with { Data = data.Length == 0 ? [] : [data] }, Query(question), Walks());

        Assert.Empty(Judge("d", 1));
        Assert.Empty(Judge("d-weak", 1));
    }

    [Fact]
    public void Walks_OfATenantThatIsExceptedByNow_AreNotRecorded()
    {
        _prompts.Offer(Planned("d"), Query("What is a rose?"), Walks());
        Adopt(new RouterPolicy { Record = true, Except = ["acme"] });

        Assert.Empty(Judge("d", 1));
    }

    private IReadOnlyList<RecordedOutcome> Judge(string decision, double score) => _prompts.Judge(decision, "acme", "m", new DecisionFeedback(score, "chat", DateTimeOffset.UnixEpoch));

    private RouteDecision Planned(string id) => Decision(id) with { Source = AnswerSource.Plan };

    private static CascadeWalk[] Walks() =>
    [
        new CascadeWalk("r", true, 1,
        [
            new WalkedTier(0, "d-weak", "weak", null, false, [1, 2]) { CostUsd = 0.5m },
            new WalkedTier(1, "d-strong", "strong", null, true, []) { SaysTheSame = true, CostUsd = 2 },
        ]),
    ];

    private void Adopt(RouterPolicy policy) => _views.Adopt(new CatalogRevision
    {
        Number = _views.Current.Revision + 1,
        Author = "test",
        Time = DateTimeOffset.UnixEpoch,
        Files = [],
        Diff = [],
        Document = CatalogDocument.Empty with { Router = policy },
    });

    private RouteDecision Decision(string id) => new()
    {
        Id = id,
        Route = $"r{_decisions++}",
        Revision = 1,
        Prefer = Prefer.Balanced,
        Balance = Balance.LeastLoad,
        Candidates = [],
        Eligible = 0,
        Deadline = TimeSpan.FromSeconds(1),
    };

    private static RouteQuery Query(string text) => new()
    {
        Target = "r",
        Signals = new RequestSignals(() => new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(text)] }] }, LearnedTasks.BuiltIn),
    };
}
