using System.Text.Json;
using CsCheck;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Routing.Selection;
using Mesh.Routing.Tests.Health;

namespace Mesh.Routing.Tests.Selection;

public sealed class RouterTests
{
    private static readonly Gen<ModelEntry> s_model = Gen.Select(
        Gen.Double[0, 1], Gen.Int[0, 20], Gen.Enum<ModelState>(), Gen.Int[1, 300], Gen.Bool.Select(b => b ? ModelCapabilities.Text : ModelCapabilities.Text | ModelCapabilities.Tools),
        (quality, price, state, context, can) => MeshBuilder.Model("m", quality, price) with { State = state, ContextTokens = context, Capabilities = can });

    private static readonly Gen<RouteQuery> s_query = Gen.Select(
        Gen.Enum<Prefer>(), Gen.Int[0, 300], Gen.Int[1, 20], Gen.Bool.Select(b => b ? ModelCapabilities.Text : ModelCapabilities.Tools),
        (prefer, tokens, micro, needs) => MeshBuilder.Query("r") with { Prefer = prefer, InputTokensExpected = tokens, MaxCostUsd = micro / 10_000m, Needs = needs });

    [Fact]
    public void Endpoint_ThatARuleOfThePlansRouteLeftOut_DoesNotComeBackAsTheCallersFallback()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("a"), "at-a").With(MeshBuilder.Model("b"), "at-b").With(new RouteEntry { Name = "r", Candidates = ["a"] });
        var query = MeshBuilder.Query("r") with { Fallbacks = ["b"], Without = ["at-b"] };

        var decision = mesh.Decide(query with { Leaf = new PlanLeaf("r", ["a"], null) });

        Assert.Equal((1, Exclusion.Rule), (decision.Eligible, decision.Candidates.Single(c => c.Model == "b").Excluded));
        Assert.Equal(["at-b"], decision.RuledOut);
    }

    [Fact]
    public void Decide_AnyMesh_LosesNoCandidate() => Gen.Select(s_model.Array[1, 6], s_query, Gen.Enum<Balance>(), Gen.Int[0, 3]).Sample((models, query, balance, fails) =>
    {
        var mesh = Mesh(models, balance, fails);
        var decision = mesh.Decide(query);
        var names = decision.Candidates.Select(c => c.Endpoint).ToArray();
        return names.Distinct().Count() == names.Length
            && names.ToHashSet().SetEquals(mesh.Document.Endpoints.Select(e => e.Name))
            && decision.Candidates.Take(decision.Eligible).All(c => c.Excluded == Exclusion.None)
            && decision.Candidates.Skip(decision.Eligible).All(c => c.Excluded != Exclusion.None);
    });

    [Fact]
    public void Decide_SameInputs_GivesTheSameDecision() => Gen.Select(s_model.Array[1, 6], s_query, Gen.Enum<Balance>(), Gen.Int[0, 100]).Sample((models, query, balance, seed) =>
    {
        var view = Mesh(models, balance, 0).View;
        return Text(Router.Decide(view, query, new Random(seed).NextDouble, "d")) == Text(Router.Decide(view, query, new Random(seed).NextDouble, "d"));
    });

    [Fact]
    public void Decide_RoutesFallbacks_ComeAfterTheCandidatesInTheirOrder()
    {
        var mesh = new MeshBuilder()
            .With(MeshBuilder.Model("best", 1)).With(MeshBuilder.Model("good", 0.8)).With(MeshBuilder.Model("poor", 0.1))
            .With(new RouteEntry { Name = "r", Candidates = ["poor"], Fallbacks = ["good", "best"] });

        Assert.Equal(["poor", "good", "best"], Models(mesh.Decide("r")));
    }

    [Fact]
    public void Decide_CallersModels_AreTriedInTheirOrderEachOnce()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("a", 0.1)).With(MeshBuilder.Model("b", 0.5)).With(MeshBuilder.Model("c", 0.9));

        Assert.Equal(["a", "c", "b"], Models(mesh.Decide(MeshBuilder.Query("a") with { Fallbacks = ["c", "a", "b", "c"] })));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("s*")]
    public void Decide_SimulatedBesideReal_IsNoCandidateAndNoFallbackOfAPattern(string pattern)
    {
        var mesh = new MeshBuilder()
            .With(MeshBuilder.Model("sim", 1, 0) with { Simulated = new SimulatedBehavior() }).With(MeshBuilder.Model("real"))
            .With(new RouteEntry { Name = "r", Candidates = ["real"], Fallbacks = [pattern] })
            .With(new RouteEntry { Name = "auto" });

        Assert.Equal(["real"], Models(mesh.Decide("r")));
        Assert.Equal(["real"], Models(mesh.Decide("auto")));
        Assert.Equal(["sim"], Models(mesh.Decide("sim")));
    }

    [Fact]
    public void Decide_SimulatedNamedAsFallbackOfAReal_IsLeftOutAndSaysSo()
    {
        var mesh = new MeshBuilder { Defaults = new() { AllowSimulated = true } }
            .With(MeshBuilder.Model("sim") with { Simulated = new SimulatedBehavior() }).With(MeshBuilder.Model("real"))
            .With(new RouteEntry { Name = "r", Candidates = ["real"], Fallbacks = ["sim"] });
        foreach (var decision in new[] { mesh.Decide("r"), mesh.Decide(MeshBuilder.Query("real") with { Fallbacks = ["sim"] }) })
        {
            Assert.Equal(1, decision.Eligible);
            Assert.Equal(("sim", Exclusion.Simulated), (decision.Candidates[1].Model, decision.Candidates[1].Excluded));
        }
    }

    [Fact]
    public void Decide_OnlySimulated_Serves()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("sim") with { Simulated = new SimulatedBehavior() }).With(new RouteEntry { Name = "auto" });

        Assert.Equal(["sim"], Models(mesh.Decide("auto")));
    }

    [Fact]
    public void Decide_ModelEndpointAndRouteNames_AreAllTargets()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m"), "a", "b").With(new RouteEntry { Name = "r", Candidates = ["b"] });

        Assert.Equal(["a", "b"], Endpoints(mesh.Decide("M")).Order());
        Assert.Equal(["a"], Endpoints(mesh.Decide("A")));
        Assert.Equal(["b"], Endpoints(mesh.Decide("R")));
    }

    [Fact]
    public void Decide_Deadline_IsTheRoutesOrTheMeshs()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("m")).With(new RouteEntry { Name = "r", Deadline = TimeSpan.FromSeconds(9) });

        Assert.Equal(9, mesh.Decide("r").Deadline.TotalSeconds);
        Assert.Equal(600, mesh.Decide("m").Deadline.TotalSeconds);
    }

    [Fact]
    public void Decide_UnknownTarget_NamesTheNearest()
    {
        var mesh = new MeshBuilder().With(MeshBuilder.Model("gpt-5"), "far-away-1").With(MeshBuilder.Model("claude"), "far-away-2");

        var error = Assert.Throws<MeshException>(() => mesh.Decide("gpt5")).Error;

        Assert.Equal((MeshErrorCode.NotFound, "model_not_found", "model"), (error.Code, error.Reason, error.Field));
        Assert.Contains("'gpt5'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nearest names: gpt-5, claude, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_UnknownFallback_IsRefusedToo() =>
        Assert.Throws<MeshException>(() => new MeshBuilder().With(MeshBuilder.Model("m")).Decide(MeshBuilder.Query("m") with { Fallbacks = ["nobody"] }));

    [Fact]
    public void Decide_EmptyCatalog_SaysSo()
    {
        var error = Assert.Throws<MeshException>(() => new MeshBuilder().Decide(new string('x', 5000))).Error;

        Assert.Contains("The catalogue is empty", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 300);
    }

    private static MeshBuilder Mesh(ModelEntry[] models, Balance balance, int failing)
    {
        var mesh = new MeshBuilder().With(new RouteEntry { Name = "r", Balance = balance, Candidates = [.. models.Select((_, i) => $"m{i}"), "*"], MinQuality = 0.2 });
        for (var i = 0; i < models.Length; i++)
        {
            mesh.With(models[i] with { Name = $"m{i}" }, $"e{i}", $"f{i}");
            if (i < failing)
            {
                mesh.Stats($"e{i}").Circuit.Open();
            }
        }

        return mesh;
    }

    private static string Text(RouteDecision decision) => JsonSerializer.Serialize(decision);

    private static IEnumerable<string> Models(RouteDecision decision) => decision.Candidates.Select(c => c.Model);

    private static IEnumerable<string> Endpoints(RouteDecision decision) => decision.Candidates.Select(c => c.Endpoint);
}
