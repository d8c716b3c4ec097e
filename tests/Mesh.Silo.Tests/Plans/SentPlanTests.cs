using System.Net;
using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Plans;

/// <summary>Plans that callers send with their requests.</summary>
public sealed class SentPlanTests : IAsyncLifetime
{
    private const string Tried = "fallback: [{ model: bad }, { candidates: [good-at], label: mine }]";
    private const string TriedJson = ""","mesh":{"plan":{"fallback":[{"model":"bad"},{"candidates":["good-at"],"label":"mine"}]}}""";
    private PlanMesh _plans = null!;
    private string _plain = "";
    private string _may = "";

    private RunningMesh Mesh => _plans.Mesh;

    public async Task InitializeAsync()
    {
        (_plans, var keys) = await PlanMesh.StartAsync([], ["plans"]);
        (_plain, _may) = (keys[0], keys[1]);
    }

    public async Task DisposeAsync() => await _plans.DisposeAsync();

    [Fact]
    public async Task Grpc_PlanOfACallerThatMay_Answers()
    {
        var answer = await CompleteAsync("good-at", Tried);

        Assert.Equal(("good", "fallback", "mine"), (answer.Outcome.Model, answer.Outcome.Plan.Kind, answer.Outcome.Plan.Nodes[1].Label));
    }

    [Fact]
    public async Task OpenAI_PlanOfACallerThatMay_AnswersAndIsNotPassedOn()
    {
        using var response = await PostAsync(OpenAICaller.Chat("r", TriedJson), _may);
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("from good", body, StringComparison.Ordinal);
        Assert.Equal("fallback", response.Header("x-mesh-plan"));
        Assert.All(_plans.Upstream.Requests, r => Assert.Null(r.Json["mesh"]));
    }

    [Fact]
    public async Task OpenAI_StreamedPlan_Answers()
    {
        using var response = await PostAsync(OpenAICaller.Chat("r", TriedJson + ""","stream":true"""), _may);

        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_OfACallerWithoutTheScope_IsRefusedAtBothDoors()
    {
        var fault = await FaultAsync("r", Tried, _plain);
        using var response = await PostAsync(OpenAICaller.Chat("r", TriedJson), _plain);

        Assert.Equal((StatusCode.PermissionDenied, "PLAN_SCOPE"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
        await response.RefusedAsync(HttpStatusCode.Forbidden, "plan_scope", "mesh.plan");
        Assert.Empty(_plans.Upstream.Requests);
    }

    [Theory]
    [InlineData("fallback: [{ model: goood }]", "chat.plan_yaml.fallback[0].model")]
    [InlineData("fallbak: [{ model: good }]", "chat.plan_yaml.fallbak")]
    [InlineData("{ route: nowhere }", "chat.plan_yaml.route")]
    [InlineData("{ model: good, maxOutputTokens: 0 }", "chat.plan_yaml.maxOutputTokens")]
    [InlineData("- model: good", "chat.plan_yaml")]
    [InlineData("{ model: [", "chat.plan_yaml")]
    [InlineData(" ", "chat.plan_yaml")]
    public async Task Plan_WithAMistake_IsRefusedWithItsPlace(string plan, string field)
    {
        var fault = await FaultAsync("r", plan, _may);

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_PLAN"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
        Assert.Equal(field, GrpcCaller.Field(fault));
        Assert.Empty(_plans.Upstream.Requests);
    }

    [Fact]
    public async Task Plan_OverItsSize_IsRefused()
    {
        var fault = await FaultAsync("r", $"{{ model: good }} # {new string('x', 32 * 1024)}", _may);

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_PLAN"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
    }

    [Theory]
    [InlineData(""","mesh":{"plan":{"model":"goood"}}""", "invalid_plan", "mesh.plan.model")]
    [InlineData(""","mesh":{"plan":"model: good"}""", "invalid_value", "mesh.plan")]
    [InlineData(""","mesh":{"plans":{}}""", "invalid_value", "mesh")]
    [InlineData(""","mesh":7""", "invalid_value", "mesh")]
    public async Task OpenAI_WrongMeshField_IsRefusedWithItsPlace(string more, string code, string field)
    {
        using var response = await PostAsync(OpenAICaller.Chat("r", more), _may);

        await response.RefusedAsync(HttpStatusCode.BadRequest, code, field);
    }

    [Fact]
    public async Task Plan_OnARouteThatKeepsAnswers_IsNeitherKeptNorAnsweredByWhatIsKept()
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("", (await CompleteAsync("kept", Tried)).Outcome.Cache);
        }

        Assert.Equal(2, _plans.Upstream.Requests.Count(r => r.Model == "good"));
    }

    [Fact]
    public async Task Plan_OnARouteWithABudget_IsBoundByIt()
    {
        var fault = await FaultAsync("poor", Tried, _may);

        Assert.Equal(StatusCode.ResourceExhausted, fault.StatusCode);
        Assert.Empty(_plans.Upstream.Requests);
    }

    [Fact]
    public async Task Plan_WithATurnOfAConversation_IsRefused()
    {
        var headers = Headers(_may);
        await _plans.Caller.Conversations.CreateConversationAsync(new V1.CreateConversationRequest { Id = "c1" }, headers);
        using var call = _plans.Caller.Conversations.SendTurn(new V1.SendTurnRequest { ConversationId = "c1", Chat = Ask("r", Tried), Options = new V1.TurnOptions { TurnId = "t1" } }, headers);

        var fault = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal("chat.plan_yaml", GrpcCaller.Field(fault));
    }

    private static V1.ChatRequest Ask(string model, string plan)
    {
        var chat = GrpcCaller.Ask(model);
        chat.PlanYaml = plan;
        return chat;
    }

    private static Metadata Headers(string key) => new() { { "authorization", $"Bearer {key}" } };

    private async Task<V1.CompleteResponse> CompleteAsync(string model, string plan) =>
        await _plans.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = Ask(model, plan) }, Headers(_may));

    private Task<RpcException> FaultAsync(string model, string plan, string key) =>
        GrpcCaller.FaultAsync(_plans.Caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = Ask(model, plan) }, Headers(key)));

    private Task<HttpResponseMessage> PostAsync(string body, string key) =>
        Mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(body), ("authorization", $"Bearer {key}"));
}
