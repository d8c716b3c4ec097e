using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Quality;

/// <summary>Choosing by quality at the request's task, by weights, and by what outcomes teach.</summary>
public sealed class TaskQualityTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly CapabilityMatrix _matrix;
    private readonly MeshBuilder _mesh = new MeshBuilder()
        .With(Model("coder", 1, ("chat", 0.6), ("code", 0.95)))
        .With(Model("talker", 1, ("chat", 0.9), ("code", 0.4)))
        .With(Model("cheap", 0.1m, ("chat", 0.59), ("code", 0.39)));

    public TaskQualityTests()
    {
        _matrix = new CapabilityMatrix(_time);
        _mesh.With(new RouteEntry { Name = "best", Prefer = Prefer.Best })
            .With(new RouteEntry { Name = "floor", Prefer = Prefer.Cheap, MinQuality = 0.5 })
            .With(new RouteEntry { Name = "weighed", Weights = new UtilityWeights(0.1, 1, 0, 0) });
    }

    [Theory]
    [InlineData("code", "coder")]
    [InlineData("chat", "talker")]
    public void Model_PickedByQuality_IsTheBestAtTheTask(string task, string model) => Assert.Equal(model, First("best", task));

    [Fact]
    public void Floor_OfQuality_IsThatOfTheTask()
    {
        Assert.Equal("cheap", First("floor", "chat"));
        Assert.Equal("coder", First("floor", "code"));
        Assert.Equal(["cheap", "talker"], Decide("floor", "code").Candidates.Where(c => c.Excluded == Exclusion.Quality).Select(c => c.Model).Order());
    }

    [Fact]
    public void Candidate_OfADecision_TellsItsQualityAtTheTask() =>
        Assert.Equal([0.95, 0.4, 0.39], Decide("best", "code").Candidates.Select(c => Math.Round(c.Quality, 9)));

    [Fact]
    public void Weights_OfTheCaller_GoBeforeThoseOfTheRoute()
    {
        Assert.Equal("cheap", First("weighed", "code"));
        Assert.Equal("coder", Decide(Query("weighed", "code") with { Weights = new UtilityWeights(1, 0, 0, 0) }).Candidates[0].Model);
        Assert.Equal("coder", Decide(Query("weighed", "code") with { Prefer = Prefer.Best }).Candidates[0].Model);
    }

    [Fact]
    public void Outcomes_ThatGoWrong_SendTheTaskToAnotherModelAndNoOtherTask()
    {
        for (var i = 0; i < 40; i++)
        {
            _matrix.Record("code", "coder", 0);
        }

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("talker", First("best", "code"));
        Assert.Equal("talker", First("best", "chat"));
        for (var i = 0; i < 40; i++)
        {
            _matrix.Record("chat", "talker", 0);
        }

        Assert.Equal("coder", First("best", "chat"));
    }

    [Fact]
    public void Risk_OfAnEndpointThatFailsOften_WeighsAgainstIt()
    {
        var mesh = new MeshBuilder().With(Model("a", 1, ("chat", 0.8))).With(Model("b", 1, ("chat", 0.78))).With(new RouteEntry { Name = "r" });
        Assert.Equal("a", mesh.Decide("r").Candidates[0].Model);

        var stats = mesh.Stats("at-a");
        for (var i = 0; i < 20; i++)
        {
            stats.TryEnter();
            stats.Leave();
            if (i % 3 == 0)
            {
                stats.CountFault("upstream_error", ofRequest: false);
            }
        }

        var decision = mesh.Decide("r");
        Assert.Equal("b", decision.Candidates[0].Model);
        Assert.Equal(7 / 25.0, decision.Candidates[1].Risk, 6);
    }

    [Theory]
    [InlineData(5000, false, 0.10, true)]
    [InlineData(5000, false, 0.20, false)]
    [InlineData(5000, true, 0.45, true)]
    [InlineData(0, false, 0.10, false)]
    public void Conversation_KeepsItsModel_UnlessAnotherIsBetterByMoreThanTheChangeIsWorth(long cached, bool inToolUse, double better, bool stays)
    {
        var mesh = new MeshBuilder().With(Model("was", 1, ("chat", 0.5))).With(Model("other", 1, ("chat", 0.5 + better))).With(new RouteEntry { Name = "r", Weights = new UtilityWeights(1, 0, 0, 0) });

        var decision = mesh.Decide(MeshBuilder.Query("r") with { Affinity = new CacheAffinity("at-was", "was", cached) { InToolUse = inToolUse } });

        Assert.Equal(stays ? "was" : "other", decision.Candidates[0].Model);
    }

    // Until it is measured an answer of 300 tokens is taken for six and a half seconds.
    [Theory]
    [InlineData(6000, 0)]
    [InlineData(7000, 1)]
    public void Ceiling_OfTime_LeavesOutWhoIsPredictedToTakeLonger(int milliseconds, int serving)
    {
        var mesh = new MeshBuilder().With(Model("m", 1, ("chat", 0.5))).With(new RouteEntry { Name = "r", MaxTime = TimeSpan.FromMilliseconds(milliseconds) });

        var decision = mesh.Decide("r");

        Assert.Equal(serving, decision.Eligible);
        Assert.Equal(serving == 1 ? Exclusion.None : Exclusion.Latency, decision.Candidates[0].Excluded);
    }

    [Fact]
    public void Report_OfTheMatrix_TellsTheCheapestThatIsAsGoodAndWhatIsNotKnown()
    {
        var mesh = new MeshBuilder()
            .With(Model("dear", 10, ("code", 0.90)))
            .With(Model("near", 1, ("code", 0.885)))
            .With(Model("poor", 0.1m, ("code", 0.87)));
        var view = View(mesh);

        var report = MatrixReport.Of(view, view.Qualities!);

        var code = report.Rows.Single(r => r.Task == "code");
        Assert.Equal("near", code.CheapestGood);
        Assert.Equal(["dear", "near", "poor"], code.Cells.Select(c => c.Model));
        Assert.Equal(TaskClasses.BuiltIn, report.Rows.Select(r => r.Task));
        Assert.Equal(0.1, report.Coverage, 9);
    }

    private string First(string route, string task) => Decide(route, task).Candidates[0].Model;

    private RouteDecision Decide(string route, string task) => Decide(Query(route, task));

    private RouteDecision Decide(RouteQuery query) => Router.Decide(View(_mesh), query, () => 0.5, "d");

    private MeshView View(MeshBuilder mesh) => MeshView.Build(1, mesh.Document, mesh.Stats, qualities: document => new QualityTable(_matrix, document, _time));

    private static RouteQuery Query(string route, string task) => MeshBuilder.Query(route) with { Task = task };

    private static ModelEntry Model(string name, decimal price, params (string Task, double Figure)[] quality) => new()
    {
        Name = name,
        Quality = quality.ToDictionary(q => q.Task, q => q.Figure),
        Price = new ModelPrice { In = price, CachedIn = price, Out = price },
    };
}
