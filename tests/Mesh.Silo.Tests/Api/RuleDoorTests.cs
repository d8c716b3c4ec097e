using System.Net;
using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api;

/// <summary>Rules, data and feedback as callers of both doors see them.</summary>
public sealed class RuleDoorTests : IAsyncLifetime
{
    private const string Image = """{"model":"r","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}]}""";
    private const string Code = "Write a Python function that merges two sorted lists.";
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _caller = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        _mesh = await RunningMesh.StartAsync($$"""
            providers:
              p: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              plain:  { capabilities: [text], quality: { chat: 0.9, code: 0.4 } }
              seeing: { capabilities: [text, image-in], quality: { chat: 0.5 } }
              coder:  { capabilities: [text], quality: { code: 0.9 } }
              home:   { capabilities: [text], quality: { chat: 0.3 }, data: [private] }
            endpoints:
              plain-at:  { provider: p, model: plain }
              seeing-at: { provider: p, model: seeing }
              coder-at:  { provider: p, model: coder }
              home-at:   { provider: p, model: home }
            routes:
              r:
                candidates: [plain]
                fallbacks: [home]
                rules:
                  - { name: pictures, when: has(image), then: { route: seeing } }
                  - { name: programs, when: task == "code", then: { route: programs } }
                  - { when: caller.tags == "blocked", then: { refuse: "Not with this tag." } }
              programs: { candidates: [coder] }
              all: { candidates: [plain, coder], prefer: best }
            """);
        _caller = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_RequestWithAnImage_IsAnsweredWhereTheRuleLeads()
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", Image);

        Assert.Equal(("seeing", "r", "r/pictures"), (response.Header("x-mesh-model"), response.Header("x-mesh-route"), response.Header("x-mesh-rule")));
    }

    [Theory]
    [InlineData(Code, "coder")]
    [InlineData("What is the capital of Australia?", "plain")]
    public async Task OpenAI_RequestOfATask_IsAnsweredByThatTasksModel(string text, string model)
    {
        using var response = await _mesh.PostAsync("/v1/chat/completions", $$"""{"model":"r","messages":[{"role":"user","content":"{{text}}"}]}""");

        Assert.Equal(model, response.Header("x-mesh-model"));
        Assert.Equal(model == "coder", response.Headers.Contains("x-mesh-rule"));
    }

    [Theory]
    [InlineData("x-mesh-data", "private")]
    [InlineData("x-none", "my mail is jane@mail.example")]
    public async Task OpenAI_PrivateRequest_IsAnsweredByTheModelThatMaySeeIt(string header, string value)
    {
        var text = header == "x-none" ? value : "hello";
        using var response = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json($$"""{"model":"r","messages":[{"role":"user","content":"{{text}}"}]}"""), (header, value));

        Assert.Equal("home", response.Header("x-mesh-model"));
        Assert.Single(_upstream.Requests);
    }

    [Fact]
    public async Task OpenAI_PrivateRequestForAModelThatMayNotSeeIt_IsRefusedAndNothingIsSent()
    {
        using var response = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("plain")), ("x-mesh-data", "private"));

        await response.RefusedAsync(HttpStatusCode.BadRequest, "data_policy");
        Assert.Empty(_upstream.Requests);
    }

    [Theory]
    [InlineData("x-mesh-data", "a,b,c,d,e,f,g,h,i")]
    [InlineData("x-mesh-data", "two words")]
    [InlineData("x-mesh-task", "")]
    [InlineData("x-mesh-urgency", "soon")]
    [InlineData("x-mesh-tags", "a b")]
    public async Task OpenAI_HintThatIsNone_NamesItsHeader(string header, string value)
    {
        using var response = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("r")), (header, value));

        await response.RefusedAsync(HttpStatusCode.BadRequest, "invalid_value", header);
    }

    [Fact]
    public async Task OpenAI_RequestThatARuleRefuses_IsToldItsWords()
    {
        using var response = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("r")), ("x-mesh-tags", "a, blocked"));

        await response.RefusedAsync(HttpStatusCode.BadRequest, "refused_by_rule", "model");
    }

    [Fact]
    public async Task OpenAI_TurnThatFollowsAPrivateOne_StaysWithModelsThatMaySeeIt()
    {
        using var first = await _mesh.SendAsync(HttpMethod.Post, "/v1/responses", OpenAICaller.Json("""{"model":"r","input":"hello"}"""), ("x-mesh-data", "private"));
        var id = System.Text.Json.Nodes.JsonNode.Parse(await first.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
        using var second = await _mesh.SendAsync(HttpMethod.Post, "/v1/responses", OpenAICaller.Json($$"""{"model":"r","input":"and now?","previous_response_id":"{{id}}"}"""));
        using var third = await _mesh.SendAsync(HttpMethod.Post, "/v1/responses", OpenAICaller.Json($$"""{"model":"plain","input":"and now?","previous_response_id":"{{id}}"}"""));

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, third.StatusCode);
        Assert.Equal(["home", "home"], _upstream.Requests.Select(r => r.Json["model"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Grpc_RequestOfATask_TellsTheRuleInItsOutcome()
    {
        var answer = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("r", Code) });
        var (events, _) = await GrpcCaller.ReadAsync(_caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r", Code))));

        Assert.Equal("coder", answer.Outcome.Model);
        Assert.Equal(["r/programs: task == \"code\""], answer.Outcome.Rules);
        Assert.Equal(["r/programs: task == \"code\""], events.First(e => e.Start is not null).Start.Rules);
    }

    [Fact]
    public async Task Grpc_Hints_AreTakenAndChecked()
    {
        var chat = GrpcCaller.Ask("r");
        chat.Hints = new V1.Hints { Data = { "private" }, Urgency = V1.Urgency.Batch, Tags = { "a" }, Weights = new V1.Weights { Quality = 1 } };
        Assert.Equal("home", (await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat })).Outcome.Model);

        chat.Hints = new V1.Hints { Task = "code" };
        Assert.Equal("coder", (await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat })).Outcome.Model);

        chat.Hints = new V1.Hints { Weights = new V1.Weights() };
        Assert.Equal("chat.hints.weights", GrpcCaller.Field(await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat }))));

        chat.Hints = new V1.Hints { Data = { "two words" } };
        Assert.Equal("chat.hints.data", GrpcCaller.Field(await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat }))));
    }

    [Fact]
    public async Task Grpc_Explain_TellsRuleSignalsAndData()
    {
        var decision = await _caller.Routes.ExplainAsync(new V1.ExplainRequest { Chat = GrpcCaller.Ask("r", Code + " Mail it to jane@mail.example.") });

        Assert.Equal(["r/programs: task == \"code\""], decision.Rules);
        Assert.Equal(["task=code"], decision.Signals);
        Assert.Equal(["private"], decision.Data);
        Assert.Equal("data-policy", Assert.Single(decision.Candidates).Excluded);
    }

    [Fact]
    public async Task Grpc_ListRoutes_TellsTheRules()
    {
        var routes = await _caller.Routes.ListRoutesAsync(new V1.ListRoutesRequest());

        Assert.Equal(
            [("pictures", "has(image)", "route: seeing"), ("programs", "task == \"code\"", "route: programs"), ("rules[2]", "caller.tags == \"blocked\"", "refuse: Not with this tag.")],
            routes.Routes.Single(r => r.Name == "r").Rules.Select(r => (r.Name, r.When, r.Then)));
    }

    [Fact]
    public async Task Grpc_Feedback_CountsOnceAndMovesTheMatrix()
    {
        var answer = await _caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("all", Code) });
        Assert.Equal("coder", answer.Outcome.Model);
        var decision = await _caller.Quality.GetDecisionAsync(new V1.GetDecisionRequest { DecisionId = answer.Outcome.DecisionId });
        Assert.Equal(("code", "coder", "coder-at", false, 2), (decision.Task, decision.Model, decision.Endpoint, decision.Judged, decision.Decision.Candidates.Count));
        var before = await QualityAsync("code", "coder");

        var first = await _caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = answer.Outcome.DecisionId, Score = 0 });
        var again = await _caller.JudgeAsync(new V1.SendFeedbackRequest { DecisionId = answer.Outcome.DecisionId, Score = 0 });

        Assert.Equal((true, "code", "coder", false), (first.Counted, first.Task, first.Model, again.Counted));
        Assert.Equal(0.9, before.Quality, 6);

        Assert.Equal(0.9 * 20 / 21, (await QualityAsync("code", "coder")).Quality, 3);
    }

    [Theory]
    [InlineData("0123456789abcdef", 1, "", "decision_id")]
    [InlineData("", 1, "", "decision_id")]
    [InlineData("x", 1.5, "", "score")]
    [InlineData("x", double.NaN, "", "score")]
    [InlineData("x", 1, "cooking", "task")]
    public async Task Grpc_FeedbackOnWhatIsNotThere_NamesTheField(string id, double score, string task, string field)
    {
        var fault = await GrpcCaller.FaultAsync(_caller.Quality.SendFeedbackAsync(new V1.SendFeedbackRequest { DecisionId = id, Score = score, Task = task }));

        Assert.Equal(id.Length > 1 ? StatusCode.NotFound : StatusCode.InvalidArgument, fault.StatusCode);
        if (fault.StatusCode == StatusCode.InvalidArgument)
        {
            Assert.Equal(field, GrpcCaller.Field(fault));
        }
    }

    [Fact]
    public async Task OpenAI_Feedback_CountsForTheTaskThatItNames()
    {
        using var answer = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("plain"));
        var id = answer.Header("x-mesh-decision");

        using var nothing = await _mesh.PostAsync("/v1/feedback", $$"""{"decision":"{{id}}","score":1}""");
        Assert.Equal("""{"counted":false,"task":null,"model":null}""", await nothing.Content.ReadAsStringAsync());

        // Said again where it could not be counted in time: it counts once.
        var (told, late) = ("", true);
        for (var tries = 0; late && tries < 20; tries++)
        {
            using var counted = await _mesh.PostAsync("/v1/feedback", $$"""{"decision":"{{id}}","score":1,"task":"Math"}""");
            (told, late) = (await counted.Content.ReadAsStringAsync(), counted.StatusCode == HttpStatusCode.ServiceUnavailable);
        }

        Assert.Equal("""{"counted":true,"task":"math","model":"plain"}""", told);
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    [InlineData("""{"score":1}""", "decision")]
    [InlineData("""{"decision":"x"}""", "score")]
    [InlineData("""{"decision":"x","score":"1"}""", "score")]
    [InlineData("""{"decision":"x","score":2}""", "score")]
    [InlineData("""{"decision":"x","score":1,"task":3}""", "task")]
    [InlineData("""{"decision":"x","score":1,"task":"cooking"}""", "task")]
    [InlineData("""{"decision":"x","score":1,"comment":"nice"}""", "comment")]
    public async Task OpenAI_FeedbackThatIsNone_NamesTheField(string body, string? field)
    {
        using var response = await _mesh.PostAsync("/v1/feedback", body);

        await response.RefusedAsync(HttpStatusCode.BadRequest, field is null ? "invalid_json" : "invalid_value", field);
    }

    private async Task<V1.MatrixCell> QualityAsync(string task, string model) =>
        (await _caller.Quality.GetMatrixAsync(new V1.GetMatrixRequest())).Rows.Single(r => r.Task == task).Cells.Single(c => c.Model == model);
}
