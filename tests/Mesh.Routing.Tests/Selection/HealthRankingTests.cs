using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Routing.Tests.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Selection;

public sealed class HealthRankingTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Suspect_InARouteOfTwoModels_IsAskedAfterTheOtherModel()
    {
        var mesh = Mesh().With(MeshBuilder.Model("good", 0.9), "g").With(MeshBuilder.Model("poor", 0.1), "p").With(new RouteEntry { Name = "r", Prefer = Prefer.Best });
        Assert.Equal("g", mesh.Decide("r").Candidates[0].Endpoint);
        mesh.Stats("g").Circuit.Open();

        Assert.Equal([("p", false), ("g", true)], Asked(mesh.Decide("r")));
    }

    [Fact]
    public void Suspect_WithFallbacks_IsAskedAfterThem()
    {
        var mesh = Mesh().With(MeshBuilder.Model("m"), "a").With(MeshBuilder.Model("n"), "b").With(new RouteEntry { Name = "r", Candidates = ["m"], Fallbacks = ["n"] });
        _ = mesh.View;
        mesh.Stats("a").Circuit.Open();

        Assert.Equal([("b", false), ("a", true)], Asked(mesh.Decide("r")));
    }

    [Fact]
    public void Suspect_WithNobodyElse_IsAsked()
    {
        var mesh = Mesh().With(MeshBuilder.Model("m"), "a", "b");
        _ = mesh.View;
        mesh.Stats("a").Circuit.Open();
        mesh.Stats("b").Circuit.Open(CircuitCause.Unreachable);

        Assert.Equal([("a", true)], Asked(mesh.Decide("m")));
    }

    [Fact]
    public void Suspects_AmongManyGroups_KeepTheOrderOfTheOthers()
    {
        var mesh = Mesh().With(MeshBuilder.Model("m", 0.9), "a", "b", "c").With(MeshBuilder.Model("n", 0.5), "d")
            .With(new RouteEntry { Name = "r", Candidates = ["m"], Fallbacks = ["n"], Balance = Balance.Priority });
        _ = mesh.View;
        mesh.Stats("c").Circuit.Open();
        mesh.Stats("a").Circuit.Open();
        mesh.Stats("d").Circuit.Open();
        var decision = mesh.Decide("r");

        Assert.Equal([("b", false), ("a", true), ("d", true)], Asked(decision));
        Assert.Equal((3, Exclusion.Unhealthy), (decision.Eligible, decision.Candidates[3].Excluded));
    }

    [Fact]
    public void Trial_OfOneWithHangingRequests_GoesOutFirst()
    {
        var mesh = Mesh().With(MeshBuilder.Model("m"), "a", "b");
        _ = mesh.View;
        Enumerable.Range(0, 9).ToList().ForEach(_ => Assert.True(mesh.Stats("a").TryEnter()));
        Assert.True(mesh.Stats("b").TryEnter());
        Assert.Equal("b", mesh.Decide("m").Candidates[0].Endpoint);
        mesh.Stats("a").Circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("a", mesh.Decide("m").Candidates[0].Endpoint);
        Assert.NotNull(mesh.Stats("a").Circuit.Enter());

        Assert.Equal(["b"], mesh.Decide("m").Candidates.Where(c => c.Excluded == Exclusion.None).Select(c => c.Endpoint));
    }

    [Theory]
    [InlineData(0.05, 0, "a")]
    [InlineData(0.2, 0, "b")]
    [InlineData(0.2, 3, "a")]
    [InlineData(0.5, 3, "b")]
    [InlineData(0.95, 10, "a")]
    public void SlowStart_ByTheDraw_GoesBehindItsPeersUntilItsShareHasGrown(double draw, double seconds, string first)
    {
        var mesh = Mesh().With(MeshBuilder.Model("m"), "a", "b");
        _ = mesh.View;
        Return(mesh, "a");
        Assert.True(mesh.Stats("b").TryEnter());
        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(first, mesh.Decide("m", () => draw).Candidates[0].Endpoint);
    }

    [Fact]
    public void SlowStart_BehindItsPeers_StaysBeforeTheNextModel()
    {
        var mesh = Mesh().With(MeshBuilder.Model("good", 0.9), "a", "b").With(MeshBuilder.Model("poor", 0.1), "p").With(new RouteEntry { Name = "r", Prefer = Prefer.Best });
        _ = mesh.View;
        Return(mesh, "a");

        Assert.Equal(["b", "a", "p"], mesh.Decide("r", () => 0.99).Candidates.Select(c => c.Endpoint));
    }

    [Fact]
    public void SlowStart_OfTheOnlyEndpoint_IsAskedAllTheSame()
    {
        var mesh = Mesh().With(MeshBuilder.Model("m"), "a");
        Return(mesh, "a");

        Assert.Equal([("a", false)], Asked(mesh.Decide("m", () => 0.99)));
    }

    private MeshBuilder Mesh() => new() { Time = _time };

    private void Return(MeshBuilder mesh, string endpoint)
    {
        var circuit = mesh.Stats(endpoint).Circuit;
        circuit.Open(CircuitCause.Unreachable);
        _time.Advance(TimeSpan.FromSeconds(5));
        circuit.Succeed(circuit.Enter()!);
    }

    private static IEnumerable<(string Endpoint, bool Suspect)> Asked(RouteDecision decision) =>
        decision.Candidates.Take(decision.Eligible).Select(c => (c.Endpoint, c.Suspect));
}
