using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Routing.Learning;
using Mesh.Routing.Prediction;
using Mesh.Routing.Quality;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals;
using Mesh.Routing.Signals.Tasks;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Tests.Learning;

namespace Mesh.Routing.Tests.Prediction;

/// <summary>What a learned router makes of decisions.</summary>
public sealed class PredictedQualityTests
{
    private static readonly RouterArtifact s_artifact = MadeRouter.Train();
    private readonly MeshBuilder _mesh = new MeshBuilder()
        .With(Model("cheap", 1, 0.7))
        .With(Model("dear", 10, 0.8))
        .With(new RouteEntry { Name = "auto" })
        .With(new RouteEntry { Name = "fast", Prefer = Prefer.Fast })
        .With(new RouteEntry { Name = "floor", MinQuality = 0.75 });

    [Theory]
    [InlineData(MadeRouter.Easy, "cheap")]
    [InlineData(MadeRouter.Hard, "dear")]
    public void Deciding_ByThePrompt_SendsTheHardOnesAloneToTheDearModel(string prompt, string model)
    {
        var decision = Decide(prompt, Predictor(RouterMode.Decide));

        Assert.Equal(model, decision.Candidates[0].Model);
        Assert.Equal((RouterMode.Decide, "v1", model, false), (decision.Prediction!.Mode, decision.Prediction.Artifact, decision.Prediction.Preferred, decision.Prediction.Explored));
        Assert.Equal(["cheap", "dear"], decision.Prediction.Qualities.Select(q => q.Model));
        Assert.InRange(decision.Prediction.Trust, 0.8, 1);
    }

    [Theory]
    [InlineData(MadeRouter.Easy)]
    [InlineData(MadeRouter.Hard)]
    public void Shadow_ChangesNothingOfADecision_AndTellsWhatItWouldHaveAsked(string prompt)
    {
        var without = Decide(prompt, null);
        var beside = Decide(prompt, Predictor(RouterMode.Shadow));

        Assert.Equal(without.Candidates, beside.Candidates);
        Assert.Null(without.Prediction);
        Assert.Equal(prompt == MadeRouter.Hard ? "dear" : "cheap", beside.Prediction!.Preferred);
    }

    [Fact]
    public void Router_IsNotAsked_WhereItsWordIsOfNoUse()
    {
        var predictor = Predictor(RouterMode.Decide);
        var unread = new UnreadSignals();

        Assert.Null(Router.Decide(View(), MeshBuilder.Query("fast") with { Signals = unread }, () => 0.5, "d", predictor: predictor).Prediction);
        Assert.Null(Router.Decide(View(), MeshBuilder.Query("cheap") with { Signals = unread }, () => 0.5, "d", predictor: predictor).Prediction);
        Assert.Null(Router.Decide(View(), MeshBuilder.Query("auto"), () => 0.5, "d", predictor: predictor).Prediction);
        Assert.Null(Decide("  ", predictor).Prediction);
    }

    [Fact]
    public void Floor_OfQuality_IsNoGuess()
    {
        // Predicted to be as good as the dear one, and yet under the floor by what is known of it.
        var decision = Decide(MadeRouter.Easy, Predictor(RouterMode.Decide), "floor");

        Assert.Equal(Exclusion.Quality, decision.Candidates.Single(c => c.Model == "cheap").Excluded);
    }

    [Fact]
    public void Exploring_OverManyDecisions_StaysInsideItsShareAndOffConversations()
    {
        var random = new Random(3);
        var predictor = new QualityPredictor(s_artifact, "v1", RouterMode.Decide, 0.1, random.NextDouble);
        var view = View();
        var query = Query(MadeRouter.Easy);
        var decisions = Enumerable.Range(0, 3000).Select(_ => Router.Decide(view, query, random.NextDouble, "d", predictor: predictor)).ToArray();
        var talking = Enumerable.Range(0, 300).Select(_ => Router.Decide(view, query with { Affinity = new CacheAffinity("at-cheap", "cheap", 500) }, random.NextDouble, "d", predictor: predictor)).ToArray();

        Assert.InRange(decisions.Count(d => d.Prediction!.Explored), 1, 300);
        Assert.All(decisions, d => Assert.Equal(d.Prediction!.Explored ? "dear" : "cheap", d.Candidates[0].Model));
        Assert.All(decisions, d => Assert.InRange(d.Prediction!.Propensity!.Value, 1e-6, 1));
        Assert.All(talking, d => Assert.False(d.Prediction!.Explored));
    }

    [Fact]
    public void Exploring_NeverReachesWhoMayNotServe()
    {
        var predictor = new QualityPredictor(s_artifact, "v1", RouterMode.Decide, 0.2, () => 0);
        var decision = Decide(MadeRouter.Easy, predictor, "floor");

        Assert.Equal("dear", decision.Candidates[0].Model);
        Assert.False(decision.Prediction!.Explored);
    }

    [Fact]
    public void Outcomes_ThatBelieThePredictions_ChangeTheChoice()
    {
        var predictor = Predictor(RouterMode.Decide);
        for (var i = 0; i < 400; i++)
        {
            var decision = Decide(MadeRouter.Easy, predictor);
            Assert.True(predictor.Learn(decision.Prediction!, "cheap", 0));
            Assert.True(predictor.Learn(decision.Prediction!, "dear", 1));
        }

        Assert.Equal("dear", Decide(MadeRouter.Easy, predictor).Candidates[0].Model);
        Assert.Equal(800, predictor.Ledger.Read().Outcomes);
    }

    [Fact]
    public void Outcomes_OfAnotherRouterOrModel_AreNotLearned()
    {
        var predictor = Predictor(RouterMode.Shadow);
        var prediction = Decide(MadeRouter.Easy, predictor).Prediction!;

        Assert.False(predictor.Learn(prediction with { Artifact = "v0" }, "cheap", 1));
        Assert.False(predictor.Learn(prediction, "other", 1));
        predictor.Decided(prediction with { Artifact = "v0" }, "cheap");
        Assert.Equal(default, predictor.Ledger.Read());
    }

    [Fact]
    public void Settings_ThatChange_KeepWhatWasLearned()
    {
        var predictor = Predictor(RouterMode.Shadow);
        var prediction = Decide(MadeRouter.Easy, predictor).Prediction!;
        predictor.Decided(prediction, "dear");
        predictor.Learn(prediction, "cheap", 1);

        var decides = predictor.With(RouterMode.Decide, 0.2);

        Assert.Equal((RouterMode.Decide, 0.2, 1, 0), (decides.Mode, decides.Explore, decides.Ledger.Read().Outcomes, decides.Ledger.Read().Agreed));
    }

    [Fact]
    public void Candidate_ThatTheRouterDoesNotKnow_IsRankedByTheMatrix()
    {
        _mesh.With(Model("other", 1, 0.99));

        var decision = Decide(MadeRouter.Easy, Predictor(RouterMode.Decide));

        Assert.Equal(("other", 0.99), (decision.Candidates[0].Model, Math.Round(decision.Candidates[0].Quality, 6)));
        Assert.Equal("cheap", decision.Prediction!.Preferred);
    }

    [Fact]
    public void Router_ThatExplainsNothing_CountsForNothing()
    {
        var useless = s_artifact with { Evaluation = s_artifact.Evaluation with { Models = [.. s_artifact.Evaluation.Models.Select(m => m with { Error = m.ErrorOfMean })] } };

        var decision = Decide(MadeRouter.Easy, new QualityPredictor(useless, "v1", RouterMode.Decide, 0, () => 0.5));

        Assert.Equal(0, decision.Prediction!.Trust);
        Assert.Equal(Decide(MadeRouter.Easy, null).Candidates.Select(c => c.Quality), decision.Candidates.Select(c => c.Quality));
    }

    private static QualityPredictor Predictor(RouterMode mode) => new(s_artifact, "v1", mode, 0, () => 0.5);

    private RouteDecision Decide(string prompt, QualityPredictor? predictor, string route = "auto") => Router.Decide(View(), Query(prompt, route), () => 0.5, "d", predictor: predictor);

    private MeshView View() => MeshView.Build(1, _mesh.Document, _mesh.Stats, qualities: d => new QualityTable(new CapabilityMatrix(TimeProvider.System), d, TimeProvider.System));

    private static RouteQuery Query(string prompt, string route = "auto") => MeshBuilder.Query(route) with
    {
        Task = "chat",
        Signals = new RequestSignals(() => new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(prompt)] }] }, LearnedTasks.BuiltIn),
    };

    private static ModelEntry Model(string name, decimal price, double quality) => MeshBuilder.Model(name, quality, price);

    // Whoever looks at the content fails.
    private sealed class UnreadSignals : IRequestSignals
    {
        public ModelCapabilities Modalities => throw new InvalidOperationException("read");

        public string Language => throw new InvalidOperationException("read");

        public TaskReading Task => throw new InvalidOperationException("read");

        public double Complexity => throw new InvalidOperationException("read");

        public long Tokens => throw new InvalidOperationException("read");

        public int Turns => throw new InvalidOperationException("read");

        public IReadOnlyList<DataKind> Found => [];

        public string Text(string which) => throw new InvalidOperationException("read");
    }
}
