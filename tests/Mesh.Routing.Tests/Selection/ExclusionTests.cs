using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Routing.Tests.Health;

namespace Mesh.Routing.Tests.Selection;

public sealed class ExclusionTests
{
    [Theory]
    [InlineData(ModelCapabilities.Text | ModelCapabilities.Tools, ModelCapabilities.Text | ModelCapabilities.Tools, Exclusion.None)]
    [InlineData(ModelCapabilities.Text, ModelCapabilities.Text | ModelCapabilities.Tools, Exclusion.Capability)]
    [InlineData(ModelCapabilities.Embeddings, ModelCapabilities.Text, Exclusion.Capability)]
    public void Capability_Missing_Excludes(ModelCapabilities has, ModelCapabilities needs, Exclusion expected) =>
        AssertExcluded(expected, MeshBuilder.Model("m") with { Capabilities = has }, q => q with { Needs = needs });

    [Theory]
    [InlineData(8000, 2000, null, Exclusion.None)]
    [InlineData(32_000, 8000, null, Exclusion.None)]
    [InlineData(32_000, 8193, null, Exclusion.ContextLength)]
    [InlineData(32_000, 8000, 192, Exclusion.None)]
    [InlineData(32_000, 8000, 193, Exclusion.ContextLength)]
    [InlineData(4000, 1000, 7192, Exclusion.None)]
    [InlineData(4000, 1000, 100_000, Exclusion.ContextLength)]
    public void Context_PromptAndAnswer_MustFit(long atMost, long expected, int? answer, Exclusion exclusion) =>
        AssertExcluded(
            exclusion,
            MeshBuilder.Model("m") with { ContextTokens = 8192 },
            q => q with { InputTokensAtMost = atMost, InputTokensExpected = expected, MaxOutputTokens = answer });

    [Fact]
    public void Context_Unknown_ExcludesNothing() =>
        AssertExcluded(Exclusion.None, MeshBuilder.Model("m"), q => q with { InputTokensAtMost = 1_000_000_000, InputTokensExpected = 1_000_000_000 });

    [Theory]
    [InlineData(ModelState.Approved, Exclusion.None)]
    [InlineData(ModelState.Deprecated, Exclusion.None)]
    [InlineData(ModelState.Proposed, Exclusion.Lifecycle)]
    [InlineData(ModelState.Retired, Exclusion.Lifecycle)]
    public void Lifecycle_AskedByName_ServesApprovedAndDeprecated(ModelState state, Exclusion expected) =>
        AssertExcluded(expected, MeshBuilder.Model("m") with { State = state }, q => q);

    [Theory]
    [InlineData(0.0004, Exclusion.None)]
    [InlineData(0.0003, Exclusion.Cost)]
    public void Cost_OverTheCallersCeiling_Excludes(double ceiling, Exclusion expected) =>
        AssertExcluded(expected, MeshBuilder.Model("m"), q => q with { MaxCostUsd = (decimal)ceiling });

    [Fact]
    public void Cost_OfTheRoute_HoldsUnlessTheCallerSays()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m")).With(new RouteEntry { Name = "r", MaxCostUsd = 0.000001m });

        Assert.Equal(Exclusion.Cost, mesh.Decide("r").Candidates[0].Excluded);
        Assert.Equal(Exclusion.None, mesh.Decide(MeshBuilder.Query("r") with { MaxCostUsd = 1 }).Candidates[0].Excluded);
    }

    [Theory]
    [InlineData(0.5, Exclusion.None)]
    [InlineData(0.51, Exclusion.Quality)]
    public void Quality_UnderTheRoutesFloor_Excludes(double floor, Exclusion expected)
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m", 0.5)).With(new RouteEntry { Name = "r", MinQuality = floor });

        Assert.Equal(expected, mesh.Decide("r").Candidates[0].Excluded);
    }

    [Fact]
    public void Health_OpenCircuit_Excludes()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "a", "b");
        _ = mesh.View;
        mesh.Stats("a").Circuit.Open();

        var decision = mesh.Decide("m");

        Assert.Equal(1, decision.Eligible);
        Assert.Equal([("b", Exclusion.None), ("a", Exclusion.Unhealthy)], decision.Candidates.Select(c => (c.Endpoint, c.Excluded)));
    }

    [Theory]
    [InlineData(CircuitCause.Unreachable, Exclusion.Unhealthy)]
    [InlineData(CircuitCause.Broken, Exclusion.Unhealthy)]
    [InlineData(CircuitCause.Silent, Exclusion.Slow)]
    [InlineData(CircuitCause.CoolingDown, Exclusion.CoolingDown)]
    [InlineData(CircuitCause.Credentials, Exclusion.TakenOut)]
    [InlineData(CircuitCause.QuotaSpent, Exclusion.TakenOut)]
    public void Health_OfEachCause_SaysWhy(CircuitCause cause, Exclusion expected)
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "a", "b");
        var circuit = mesh.Stats("a").Circuit;
        switch (cause)
        {
            case CircuitCause.CoolingDown:
                circuit.CoolDown(TimeSpan.FromMinutes(1));
                break;
            case CircuitCause.Credentials or CircuitCause.QuotaSpent:
                circuit.TakeOut(circuit.Begin(), cause);
                break;
            default:
                circuit.Open(cause);
                break;
        }

        Assert.Equal(expected, mesh.Decide("m").Candidates[1].Excluded);
    }

    [Fact]
    public void Load_AtTheLimit_Excludes()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "a");
        mesh.Stats("a").ConcurrencyLimit = 1;
        Assert.True(mesh.Stats("a").TryEnter());

        Assert.Equal(Exclusion.Full, mesh.Decide("m").Candidates[0].Excluded);
    }

    private static void AssertExcluded(Exclusion expected, ModelEntry model, Func<RouteQuery, RouteQuery> ask)
    {
        var decision = new MeshBuilder().With(model).Decide(ask(MeshBuilder.Query("m")));

        Assert.Equal(expected, Assert.Single(decision.Candidates).Excluded);
        Assert.Equal(expected == Exclusion.None ? 1 : 0, decision.Eligible);
    }
}
