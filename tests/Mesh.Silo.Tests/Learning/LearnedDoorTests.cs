using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Web;
using Mesh.Grains.Admission;
using Mesh.Load;
using Mesh.Routing.Learning;
using Mesh.Routing.Tests.Learning;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using Mesh.Testing.Files;
using Microsoft.Extensions.DependencyInjection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Learning;

/// <summary>A trained router and task classes of the catalogue, from the door to the upstream.</summary>
public sealed class LearnedDoorTests : IAsyncLifetime
{
    private const double Patience = 120;
    private static readonly string[] s_things = ["lease", "contract", "agreement", "licence", "warranty"];
    private static readonly string[] s_clauses = ["limitation", "termination", "liability", "renewal"];
    private static readonly RouterArtifact s_artifact = MadeRouter.Train();
    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-learned-").FullName;
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;
    private GrpcChannel _admin = null!;

    private string Artifact => Path.Combine(_folder, "router.bin");

    private V1.RouterService.RouterServiceClient Router => new(_admin);

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        await File.WriteAllBytesAsync(Artifact, s_artifact.ToBytes());
        _mesh = await RunningMesh.StartAsync(Catalog("decide, explore: 0"));
        _caller = GrpcCaller.Open(_mesh);
        _admin = GrpcChannel.ForAddress(_mesh.AdminUrl, new GrpcChannelOptions { HttpHandler = new GrpcWebHandler(new HttpClientHandler()), HttpVersion = System.Net.HttpVersion.Version11 });
        await UntilAsync(async () => (await RouterAsync()).Artifact.Length > 0, "the router is loaded");
    }

    public async Task DisposeAsync()
    {
        _admin.Dispose();
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(MadeRouter.Easy, "cheap")]
    [InlineData(MadeRouter.Hard, "dear")]
    public async Task Deciding_SendsAPromptToTheModelThatItNeeds(string prompt, string model)
    {
        using var response = await AskAsync(prompt);
        var decision = await _caller.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = response.Header("x-mesh-decision") });

        Assert.Equal(model, response.Header("x-mesh-model"));
        Assert.Equal(model, Assert.Single(_upstream.Requests).Model);
        Assert.Equal((V1.RouterMode.Decide, model, false), (decision.Decision.Prediction.Mode, decision.Decision.Prediction.Preferred, decision.Decision.Prediction.Explored));
        Assert.Equal((await RouterAsync()).Artifact, decision.Decision.Prediction.Artifact);
    }

    [Fact]
    public async Task Shadow_ChangesNoAnswer_AndCountsWhatItWouldHaveAsked()
    {
        await EditAsync(Catalog("shadow"));
        await UntilAsync(async () => (await RouterAsync()).Mode == V1.RouterMode.Shadow, "the mode is taken");

        using var easy = await AskAsync(MadeRouter.Easy);
        using var hard = await AskAsync(MadeRouter.Hard);

        Assert.Equal(("cheap", "cheap"), (easy.Header("x-mesh-model"), hard.Header("x-mesh-model")));
        Assert.Equal(0.5, (await RouterAsync()).Standing.Agreed);
        Assert.Equal(0.5, (await Scrape.OfAsync(_mesh)).Value("meshsilo_router_predicted", "figure=\"agreed\""));
    }

    [Fact]
    public async Task Feedback_ReachesTheRouterAndTheRecord()
    {
        // Who records is there by then: an outcome that it does not take within two seconds is dropped.
        Assert.Empty(await OutcomesAsync());
        using var response = await AskAsync(MadeRouter.Easy);
        await response.Content.ReadAsStringAsync();

        // A caller has its answer a moment before the record says what it took.
        await Waiting.UntilAsync(() => _mesh.Services.GetRequiredService<SiloPressure>().UnderWay == 0);
        await _caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = response.Header("x-mesh-decision"), Score = 0.5 });

        // Feedback is answered after two seconds at most, whether it is written down by then or not.
        await UntilAsync(async () => (await OutcomesAsync()).Count > 0, "the outcome is written down");
        var (router, outcome) = (await RouterAsync(), Assert.Single(await OutcomesAsync()));
        Assert.Equal((1, true), (router.Standing.Outcomes, router.Records));
        Assert.Equal(("cheap", 0.5), (outcome.Model, outcome.Quality));
        Assert.True(outcome.HasCostUsd && outcome.Seconds > 0);

        await Router.ForgetOutcomesAsync(new V1.ForgetOutcomesRequest());
        Assert.Empty(await OutcomesAsync());
    }

    [Fact]
    public async Task Feedback_OnARequestWithPersonalData_IsNotRecorded()
    {
        using var response = await AskAsync(MadeRouter.Easy + " Mail it to jane@mail.example.");
        await _caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = response.Header("x-mesh-decision"), Score = 0.5 });

        Assert.Empty(await OutcomesAsync());
    }

    [Fact]
    public async Task Artefact_ThatIsBroken_IsToldAndTheOldOneDecidesStill()
    {
        var before = (await RouterAsync()).Artifact;
        await FollowedFile.ReplaceAsync(Artifact, "nothing of the kind");
        await UntilAsync(async () => (await RouterAsync()).Refusal.Length > 0, "the file is refused");

        using var response = await AskAsync(MadeRouter.Hard);

        Assert.Equal("dear", response.Header("x-mesh-model"));
        Assert.Equal(before, (await RouterAsync()).Artifact);
        Assert.Contains("no learned router", (await RouterAsync()).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_TellsWhatIsPredicted()
    {
        var decision = await _caller.Routes.ExplainAsync(new V1.ExplainRequest { Chat = GrpcCaller.Ask("auto", MadeRouter.Hard) });

        Assert.Equal("dear", decision.Prediction.Preferred);
        Assert.Equal(["cheap", "dear"], decision.Prediction.Qualities.Select(q => q.Model));
        Assert.Equal(0, (await RouterAsync()).Standing.Agreed);
    }

    [Fact]
    public async Task TaskClass_OfTwentyExamplesInAnEditedCatalogue_IsToldWithoutARestart()
    {
        const string Prompt = "Review the limitation clause of the lease for the tenant.";
        Assert.NotEqual("task=legal", await TaskAsync());
        var examples = s_things.SelectMany(t => s_clauses.Select(c => $"      - Review the {c} clause of the {t}."));

        await EditAsync(Catalog("decide") + $"\ntasks:\n  legal:\n    examples:\n{string.Join('\n', examples)}\n");

        await UntilAsync(async () => await TaskAsync() == "task=legal", "the class is told");

        async Task<string> TaskAsync() => Assert.Single((await _caller.Routes.ExplainAsync(new V1.ExplainRequest { Chat = GrpcCaller.Ask("auto", Prompt) })).Signals);
    }

    private string Catalog(string mode) => $$"""
        providers:
          p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
        models:
          cheap: { capabilities: [text], price: { in: 1, out: 1 }, quality: { chat: 0.7 } }
          dear:  { capabilities: [text], price: { in: 10, out: 10 }, quality: { chat: 0.8 } }
        endpoints:
          cheap-at: { provider: p, model: cheap }
          dear-at:  { provider: p, model: dear }
        routes:
          auto: {}
        router: { artifact: "{{Artifact}}", record: true, mode: {{mode}} }
        """;

    private Task<HttpResponseMessage> AskAsync(string prompt) => _mesh.PostAsync("/v1/chat/completions", $$"""{"model":"auto","messages":[{"role":"user","content":"{{prompt}}"}]}""");

    private async Task<V1.LearnedRouter> RouterAsync() => await Router.GetRouterAsync(new V1.GetRouterRequest());

    private async Task<List<V1.RecordedOutcome>> OutcomesAsync()
    {
        var outcomes = new List<V1.RecordedOutcome>();
        using var call = Router.ExportOutcomes(new V1.ExportOutcomesRequest());
        await foreach (var page in call.ResponseStream.ReadAllAsync())
        {
            outcomes.AddRange(page.Outcomes);
        }

        return outcomes;
    }

    private Task EditAsync(string text) => FollowedFile.ReplaceAsync(_mesh.CatalogFile, text);

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(Patience));
        while (!await holds())
        {
            Assert.False(patience.IsCancellationRequested, $"not within {Patience} s: {what}");
            await Task.Delay(50);
        }
    }
}
