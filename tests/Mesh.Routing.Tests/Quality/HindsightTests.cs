using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;

namespace Mesh.Routing.Tests.Quality;

/// <summary>Choices as they look once their outcome is known.</summary>
public sealed class HindsightTests
{
    private static readonly Dictionary<string, double> s_known = new() { ["a"] = 0.6, ["b"] = 0.9, ["c"] = 0.595 };

    [Fact]
    public void Choice_OfWhoIsBestByNow_HasNoRegret()
    {
        var hindsight = Look(Of(new(1, 0, 0, 0), Candidate("b"), Candidate("a")), "b");

        Assert.Equal((0, true), (hindsight!.Value.Regret, hindsight.Value.WasBest));
    }

    [Fact]
    public void Choice_OfAnother_RegretsWhatTheBestWouldHaveBeenBetterBy()
    {
        var hindsight = Look(Of(new(1, 0, 0, 0), Candidate("a"), Candidate("b"), Candidate("c")), "a");

        Assert.Equal(0.3, hindsight!.Value.Regret, 9);
        Assert.False(hindsight.Value.WasBest);
    }

    // (1 x 0.9 - 0.5 x 1) - (1 x 0.6 - 0.5 x 0.1), over the weights' sum.
    [Fact]
    public void Cost_AndTimeCountAsTheDecisionWeighedThem()
    {
        var hindsight = Look(Of(new(1, 0.5, 0, 0), Candidate("b", cost: 1), Candidate("a", cost: 0.1)), "b");

        Assert.Equal((0.55 - 0.4) / 1.5, hindsight!.Value.Regret, 9);
        Assert.Equal(0.4 / 1.5, Look(Of(new(0.5, 0, 1, 0), Candidate("b", seconds: 10), Candidate("a", seconds: 4.5)), "b")!.Value.Regret, 9);
    }

    [Fact]
    public void Choice_AlmostAsGoodAsTheBest_CountsAsTheBest() =>
        Assert.True(Look(Of(new(1, 0, 0, 0), Candidate("c"), Candidate("a")), "c") is { WasBest: true, Regret: > 0 });

    [Fact]
    public void Candidates_ThatCouldNotHaveBeenChosen_DoNotCount()
    {
        var decision = Of(
            new(1, 0, 0, 0),
            Candidate("a"),
            Candidate("c"),
            Candidate("b") with { Group = 1 },
            Candidate("b") with { Suspect = true },
            Candidate("b") with { Excluded = Exclusion.Cost });

        Assert.Equal(0, Look(decision, "a")!.Value.Regret);
    }

    [Fact]
    public void Choice_ThatWasNone_IsNotLookedAt()
    {
        Assert.Null(Look(Of(new(1, 0, 0, 0), Candidate("a"), Candidate("a")), "a"));
        Assert.Null(Look(Of(new(1, 0, 0, 0), Candidate("a"), Candidate("gone")), "a"));
        Assert.Null(Look(Of(new(1, 0, 0, 0), Candidate("a"), Candidate("b")), "b"));
        Assert.Null(Look(Of(new(0, 0, 0, 0), Candidate("a"), Candidate("b")), "a"));
        Assert.Null(Look(Of(new(1, 0, 0, 0), Candidate("a"), Candidate("b")) with { Source = AnswerSource.Exact }, "a"));
        Assert.Null(Look(Of(new(1, 0, 0, 0)), "a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Regret_OfAnyChoice_IsBetweenNothingAndAll(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1000; i++)
        {
            var weights = new UtilityWeights(random.NextDouble(), random.NextDouble(), random.NextDouble(), random.NextDouble());
            var candidates = Enumerable.Range(0, 5).Select(n => Candidate($"m{n}", random.NextDouble(), random.NextDouble()) with { Risk = random.NextDouble() }).ToArray();
            var known = candidates.ToDictionary(c => c.Model, _ => random.NextDouble());

            Assert.InRange(Hindsight.Of(Of(weights, candidates), "m0", m => known[m])!.Value.Regret, 0, 1);
        }
    }

    private static Hindsight? Look(RouteDecision decision, string answered) => Hindsight.Of(decision, answered, m => s_known.TryGetValue(m, out var known) ? known : null);

    private static Candidate Candidate(string model, double cost = 0, double seconds = 0) => new() { Endpoint = $"at-{model}", Model = model, CostUsd = cost, Seconds = seconds };

    private static RouteDecision Of(UtilityWeights weights, params Candidate[] candidates) => new()
    {
        Id = "d",
        Route = "r",
        Revision = 1,
        Prefer = Prefer.Balanced,
        Balance = Balance.LeastLoad,
        Candidates = candidates,
        Eligible = candidates.Count(c => c.Excluded == Exclusion.None),
        Deadline = TimeSpan.FromSeconds(1),
        Weights = weights,
    };
}
