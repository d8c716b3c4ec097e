using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Tests.Selection;

public sealed class RankingTests
{
    [Theory]
    [InlineData(Prefer.Best, "wise")]
    [InlineData(Prefer.Cheap, "cheap")]
    [InlineData(Prefer.Fast, "quick")]
    [InlineData(Prefer.Balanced, "middling")]
    public void Prefer_Each_PicksItsModel(Prefer prefer, string expected)
    {
        var mesh = new MeshBuilder()
            .With(MeshBuilder.Model("wise", 0.95, 50))
            .With(MeshBuilder.Model("cheap", 0.2, 0.01m))
            .With(MeshBuilder.Model("quick", 0.3, 40))
            .With(MeshBuilder.Model("middling", 0.85, 5))
            .With(new RouteEntry { Name = "auto" });
        Measure(mesh, "at-wise", 2, 0.05);
        Measure(mesh, "at-cheap", 3, 0.05);
        Measure(mesh, "at-quick", 0.1, 0.001);
        Measure(mesh, "at-middling", 0.5, 0.02);

        var decision = mesh.Decide(MeshBuilder.Query("auto") with { Prefer = prefer });

        Assert.Equal(expected, decision.Candidates[0].Model);
        Assert.Equal(prefer, decision.Prefer);
    }

    [Fact]
    public void Prefer_OfTheRoute_HoldsUnlessTheCallerSays()
    {
        var mesh = new MeshBuilder()
            .With(MeshBuilder.Model("wise", 1, 50))
            .With(MeshBuilder.Model("cheap", 0.1, 0.1m))
            .With(new RouteEntry { Name = "auto", Prefer = Prefer.Cheap });

        Assert.Equal("cheap", mesh.Decide("auto").Candidates[0].Model);
        Assert.Equal("wise", mesh.Decide(MeshBuilder.Query("auto") with { Prefer = Prefer.Best }).Candidates[0].Model);
    }

    [Fact]
    public void Ranking_ModelOfSeveralEndpoints_StaysTogether()
    {
        var mesh = new MeshBuilder()
            .With(MeshBuilder.Model("good", 0.9), "g1", "g2")
            .With(MeshBuilder.Model("poor", 0.1), "p1")
            .With(new RouteEntry { Name = "auto", Prefer = Prefer.Best });
        Measure(mesh, "g2", 100, 1);

        Assert.Equal(["good", "good", "poor"], mesh.Decide("auto").Candidates.Select(c => c.Model));
    }

    [Fact]
    public void Balance_LeastLoad_AsksTheEmptierShareFirst()
    {
        var mesh = Endpoints(Balance.LeastLoad);
        mesh.Stats("a").ConcurrencyLimit = 2;
        mesh.Stats("b").ConcurrencyLimit = 100;
        Enter(mesh, "a", 1);
        Enter(mesh, "b", 10);
        Enter(mesh, "c", 32);

        Assert.Equal("b", mesh.Decide("r").Candidates[0].Endpoint);
        Assert.Equal(0.1, mesh.Decide("r").Candidates[0].Load);
    }

    [Fact]
    public void Balance_Fastest_AsksTheLeastPredictedTimeFirst()
    {
        var mesh = Endpoints(Balance.Fastest);
        Measure(mesh, "a", 0.1, 0.03);
        Measure(mesh, "b", 2, 0.001);
        Measure(mesh, "c", 1, 0.05);

        Assert.Equal(["b", "a", "c"], Order(mesh));
    }

    [Fact]
    public void Balance_Cheapest_AsksTheLowestPriceFirst()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m", price: 5), "a")
            .With(MeshBuilder.Endpoint("b", "m") with { Price = new ModelPrice { In = 1, Out = 1 } })
            .With(MeshBuilder.Endpoint("c", "m") with { Price = new ModelPrice { In = 9, Out = 9 } })
            .With(new RouteEntry { Name = "r", Balance = Balance.Cheapest });

        Assert.Equal(["b", "a", "c"], Order(mesh));
    }

    [Fact]
    public void Balance_Priority_AsksTheLowestRankFirst()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "a")
            .With(MeshBuilder.Endpoint("b", "m") with { Priority = 2 })
            .With(MeshBuilder.Endpoint("c", "m") with { Priority = -1 })
            .With(new RouteEntry { Name = "r", Balance = Balance.Priority });

        Assert.Equal(["c", "a", "b"], Order(mesh));
    }

    [Fact]
    public void Balance_Weighted_FallsOnEachInProportion()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"))
            .With(MeshBuilder.Endpoint("one", "m") with { Weight = 1 })
            .With(MeshBuilder.Endpoint("three", "m") with { Weight = 3 })
            .With(new RouteEntry { Name = "r", Balance = Balance.Weighted, Candidates = ["one", "three"] });
        var view = mesh.View;
        var random = new Random(7);
        var first = Enumerable.Range(0, 20_000)
            .Count(_ => Routing.Selection.Router.Decide(view, MeshBuilder.Query("r"), random.NextDouble, "d").Candidates[0].Endpoint == "three");

        // Five standard deviations of a binomial with p = 3/4.
        Assert.InRange(first, 15_000 - 310, 15_000 + 310);
    }

    [Fact]
    public void Balance_WeightZero_IsAskedLastButNotLost()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "b")
            .With(MeshBuilder.Endpoint("a", "m") with { Weight = 0 })
            .With(new RouteEntry { Name = "r", Balance = Balance.Weighted });

        Assert.Equal(["b", "a"], Order(mesh));
    }

    [Fact]
    public void Ranking_Ties_AreBrokenByTheDraw()
    {
        var mesh = Endpoints(Balance.LeastLoad);
        var draws = new Queue<double>([0.9, 0.1, 0.5]);

        Assert.Equal(["b", "c", "a"], mesh.Decide("r", draws.Dequeue).Candidates.Select(c => c.Endpoint));
    }

    [Fact]
    public void Ranking_UnknownPrice_IsMarkedEstimated()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m") with { Price = null });

        Assert.True(mesh.Decide("m").Candidates[0].CostEstimated);
        Assert.Equal(0.0013, mesh.Decide("m").Candidates[0].CostUsd, 1e-12);
    }

    [Fact]
    public void Ranking_ExpectedCost_BoundsTheAnswerByCallerAndModel()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m") with { MaxOutputTokens = 50 });
        var query = MeshBuilder.Query("m") with { InputTokensExpected = 0 };

        Assert.Equal(50e-6, mesh.Decide(query).Candidates[0].CostUsd, 1e-12);
        Assert.Equal(20e-6, mesh.Decide(query with { MaxOutputTokens = 20 }).Candidates[0].CostUsd, 1e-12);
    }

    [Fact]
    public void Ranking_LimitOfZero_ShowsAFiniteLoad()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "a");
        mesh.Stats("a").ConcurrencyLimit = 0;

        var candidate = mesh.Decide("m").Candidates[0];

        Assert.Equal(Exclusion.Full, candidate.Excluded);
        Assert.True(double.IsFinite(candidate.Load));
    }

    private static MeshBuilder Endpoints(Balance balance) =>
        new MeshBuilder().With(MeshBuilder.Model("m"), "a", "b", "c").With(new RouteEntry { Name = "r", Balance = balance });

    private static IEnumerable<string> Order(MeshBuilder mesh) => mesh.Decide("r").Candidates.Select(c => c.Endpoint);

    private static void Measure(MeshBuilder mesh, string endpoint, double first, double token) =>
        mesh.Stats(endpoint).CountAnswer(TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(token), 2, 2, 0);

    private static void Enter(MeshBuilder mesh, string endpoint, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(mesh.Stats(endpoint).TryEnter());
        }
    }
}
