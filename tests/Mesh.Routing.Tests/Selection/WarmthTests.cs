using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Selection;

namespace Mesh.Routing.Tests.Selection;

public sealed class WarmthTests
{
    [Theory]
    [InlineData(Balance.LeastLoad)]
    [InlineData(Balance.Fastest)]
    [InlineData(Balance.Cheapest)]
    [InlineData(Balance.Priority)]
    public void Conversation_AmongEqualEndpoints_StaysWhereItWas(Balance balance)
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "a", "b", "c").With(new RouteEntry { Name = "r", Candidates = ["m"], Balance = balance });
        var draws = new Random(3);

        for (var i = 0; i < 50; i++)
        {
            Assert.Equal("b", mesh.Decide(Query("r", "b", "m", 0), draws.NextDouble).Candidates[0].Endpoint);
        }
    }

    [Fact]
    public void Conversation_AmongEqualModels_StaysWithItsModel()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m")).With(MeshBuilder.Model("n"), "n1", "n2").With(new RouteEntry { Name = "r" });

        Assert.Equal("m", mesh.Decide("r").Candidates[0].Model);
        Assert.Equal("n2", mesh.Decide(Query("r", "n2", "n", 0)).Candidates[0].Endpoint);
        Assert.Equal("n", mesh.Decide(Query("r", "n-gone", "n", 0)).Candidates[0].Model);
    }

    [Fact]
    public void Conversation_WithALongPrompt_StaysThoughAnotherIsALittleFasterAndMovesWhenItIsMuchFaster()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "warm", "cold").With(new RouteEntry { Name = "r", Candidates = ["m"], Balance = Balance.Fastest });
        Measure(mesh, "warm", 3);
        Measure(mesh, "cold", 1);

        Assert.Equal("warm", mesh.Decide(Query("r", "warm", "m", 15_000)).Candidates[0].Endpoint);
        Assert.Equal("cold", mesh.Decide(Query("r", "warm", "m", 5_000)).Candidates[0].Endpoint);
    }

    [Fact]
    public void Worth_OfACache_HasABound()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "warm", "cold").With(new RouteEntry { Name = "r", Candidates = ["m"], Balance = Balance.Fastest });
        Measure(mesh, "warm", 1 + Warmth.MostSeconds + 0.1);
        Measure(mesh, "cold", 1);

        Assert.Equal("cold", mesh.Decide(Query("r", "warm", "m", 10_000_000)).Candidates[0].Endpoint);
    }

    [Fact]
    public void Prompt_ThatIsMadeToFit_MustFitOnlyWithWhatItNeeds()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m") with { ContextTokens = 1000 });

        Assert.Equal(Exclusion.ContextLength, mesh.Decide(MeshBuilder.Query("m") with { InputTokensExpected = 5000 }).Candidates[0].Excluded);
        Assert.Equal(Exclusion.None, mesh.Decide(MeshBuilder.Query("m") with { InputTokensExpected = 5000, InputTokensNeeded = 900 }).Candidates[0].Excluded);
        Assert.Equal(Exclusion.ContextLength, mesh.Decide(MeshBuilder.Query("m") with { InputTokensExpected = 5000, InputTokensNeeded = 1001 }).Candidates[0].Excluded);
    }

    private static RouteQuery Query(string target, string endpoint, string model, long cached) => MeshBuilder.Query(target) with { Affinity = new CacheAffinity(endpoint, model, cached) };

    private static void Measure(MeshBuilder mesh, string endpoint, double first) => mesh.Stats(endpoint).CountAnswer(TimeSpan.FromSeconds(first), TimeSpan.FromSeconds(0.0001), 2, 2, 0);
}
