using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Grains.Router;

namespace Mesh.Grains.Tests.Router;

public sealed class RecentDecisionsTests
{
    private const int Served = 1_000_000;
    private static readonly DecisionFeedback s_feedback = new(1, "code", DateTimeOffset.UnixEpoch);
    private readonly RecentDecisions _recent = new();

    [Fact]
    public void Calls_OfPlans_DoNotPushOutRequests()
    {
        _recent.Add(Full(1), "acme", "code", "m", "e0");
        for (var i = 0; i < RecentDecisions.Most + 1; i++)
        {
            _recent.Add(Full(2 + i), "other", "code", "m", "e0", isCall: true);
        }

        Assert.NotNull(_recent.Find(Decisions.Id(1)));
        Assert.NotNull(_recent.Find(Decisions.Id(RecentDecisions.Most + 2)));
        Assert.Null(_recent.Find(Decisions.Id(2)));
    }

    [Fact]
    public void Decisions_BeyondTheBound_ForgetTheOldest()
    {
        for (var i = 0; i <= RecentDecisions.Most; i++)
        {
            Serve(i);
        }

        Assert.Equal(RecentDecisions.Most, _recent.Count);
        Assert.Null(_recent.Find(Decisions.Id(0)));
        Assert.Equal(RecentDecisions.MostCandidates, _recent.Find(Decisions.Id(1))!.Decision.Candidates.Count);
        Assert.False(_recent.Judge(Decisions.Id(0), s_feedback));
        Assert.True(_recent.Judge(Decisions.Id(1), s_feedback));
        Assert.False(_recent.Judge(Decisions.Id(1), s_feedback));
        Assert.Equal(s_feedback, _recent.Find(Decisions.Id(1))!.Feedback);
    }

    [Fact]
    public void Decisions_ThatNobodyAnswered_LeaveTheOthersAlone()
    {
        Serve(Served);
        for (var i = 0; i <= RecentDecisions.MostUnserved; i++)
        {
            _recent.Add(Decisions.Made(i, 20), "acme", null, null, null);
        }

        Assert.NotNull(_recent.Find(Decisions.Id(Served)));
        Assert.Null(_recent.Find(Decisions.Id(0)));
        Assert.NotNull(_recent.Find(Decisions.Id(1)));
        Assert.Equal(RecentDecisions.MostUnserved + 1, _recent.Count);
    }

    [Fact]
    public void Tenants_OfTheDecisions_AreToldApart()
    {
        Serve(0);
        Assert.False(_recent.HasOthersThan("acme"));
        Assert.True(_recent.HasOthersThan("other"));
    }

    [Fact]
    public void Decision_JudgedByManyAtOnce_IsJudgedOnce()
    {
        for (var round = 0; round < 200; round++)
        {
            Serve(round);
            var judged = 0;
            Parallel.For(0, 8, _ =>
            {
                Serve(Served);
                Interlocked.Add(ref judged, _recent.Judge(Decisions.Id(round), s_feedback) ? 1 : 0);
            });

            Assert.Equal(1, judged);
        }
    }

    [Fact]
    public void Decision_WrittenOverAnother_HasNothingOfIt()
    {
        var first = _recent.Add(Full(0), "acme", "code", "m", "e0");
        first.Ended("other", "e1", new DecisionOutcome { CostUsd = 1 });
        _recent.Judge(Decisions.Id(0), s_feedback);
        for (var i = 1; i <= RecentDecisions.Most; i++)
        {
            _recent.Add(Decisions.Made(i, 1), "", null, "m", "e0");
        }

        first.Ended("late", "late", new DecisionOutcome { CostUsd = 2 });
        var note = _recent.Find(Decisions.Id(RecentDecisions.Most))!;

        Assert.Equal(("", null, "m", "e0", null, null, 0), (note.Tenant, note.Task, note.Model, note.Endpoint, note.Outcome, note.Feedback, note.Omitted));
        Same(Decisions.Made(RecentDecisions.Most, 1), note.Decision);
    }

    // Whoever adds to a decision or an outcome adds to what is kept.
    [Fact]
    public void Decision_ThatIsKept_ToldAgain_IsTheSame()
    {
        AllDiffer(Full(1), Decisions.Made(2, 0));
        var outcome = new DecisionOutcome
        {
            Error = "interrupted",
            Usage = new TokenUsage { Input = 1, CachedInput = 2, Output = 3, Reasoning = 4, Source = (UsageSource)1 },
            CostUsd = 0.5m,
            CostEstimated = true,
            Duration = TimeSpan.FromSeconds(3),
            FirstToken = TimeSpan.FromSeconds(1),
            Attempts = 2,
            Failed = [new FailedCandidate("e0", "endpoint_full")],
            Simulated = true,
            Plan = new NodeReport { Kind = "fallback" },
        };
        AllDiffer(outcome, new DecisionOutcome());
        AllDiffer(outcome.Usage, new TokenUsage());

        _recent.Add(Full(1), "acme", "code", "m", "e0").Ended("n", "e1", outcome);
        var note = _recent.Find(Decisions.Id(1))!;

        Same(Full(1), note.Decision);
        Same(outcome, note.Outcome!);
        Assert.Equal(("acme", "code", "n", "e1"), (note.Tenant, note.Task, note.Model, note.Endpoint));
    }

    // What outlives a collection is copied by it, for each request.
    [Fact]
    public void Decision_ThatIsKept_KeepsNoObjectAlive()
    {
        for (var i = 0; i < RecentDecisions.Most; i++)
        {
            Serve(i);
        }

        var made = ServeAndEnd();
        GC.Collect();

        Assert.All(made, object_ => Assert.False(object_.IsAlive));
        Assert.NotNull(_recent.Find(Decisions.Id(Served))!.Outcome);
    }

    [Fact]
    public void Decision_InAPlaceThatWasUsedBefore_AllocatesNothing()
    {
        for (var i = 0; i < RecentDecisions.Most; i++)
        {
            Serve(i);
        }

        var (decision, outcome) = (Decisions.Made(Served, 20), new DecisionOutcome());
        _recent.Add(decision, "acme", "code", "m", "e19").Ended("m", "e19", outcome);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _recent.Add(decision, "acme", "code", "m", "e19").Ended("m", "e19", outcome);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference[] ServeAndEnd()
    {
        var decision = Decisions.Made(Served, 3);
        var outcome = new DecisionOutcome { Usage = new TokenUsage { Input = 1 } };
        _recent.Add(decision, "acme", null, "m", "e0").Ended("m", "e0", outcome);
        return [new(decision), new(decision.Id), new(decision.Candidates), new(outcome), new(outcome.Usage)];
    }

    private void Serve(int number) => _recent.Add(Decisions.Made(number, 20), "acme", null, "m", "e0");

    private static RouteDecision Full(int number) => Decisions.Made(number, 2) with
    {
        Route = "route",
        Revision = 7,
        Prefer = Prefer.Best,
        Balance = Balance.Weighted,
        Eligible = 2,
        Deadline = TimeSpan.FromSeconds(9),
        Class = WorkClass.Critical,
        OnInterruption = OnInterruption.Continue,
        FullFor = TimeSpan.FromSeconds(2),
        Rules = ["r/rules[0]: task == \"code\""],
        Signals = ["task=code"],
        Data = ["private"],
        Task = "code",
        AnsweredBy = "elsewhere",
        Source = AnswerSource.Exact,
        Semantic = new SemanticNote((SemanticOutcome)1, null, null, null, 0),
        Weights = new UtilityWeights(1, 2, 3, 4),
        Prediction = new RouterPrediction { Artifact = "a", Mode = RouterMode.Decide, Qualities = [] },
        Hedge = true,
        RuledOut = ["cloud"],
    };

    private static void AllDiffer<T>(T full, T bare)
    {
        foreach (var property in typeof(T).GetProperties().Where(p => p.CanWrite))
        {
            Assert.False(Equals(property.GetValue(full), property.GetValue(bare)), $"{property.Name} is not set here: whether it is kept is not seen");
        }
    }

    private static void Same<T>(T expected, T kept)
    {
        foreach (var property in typeof(T).GetProperties())
        {
            Assert.Equal(property.GetValue(expected), property.GetValue(kept));
        }
    }
}
