using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class BadRequestTests(DoorFixture door) : IClassFixture<DoorFixture>
{
    private readonly FakeUpstream _upstream = door.Upstream;
    private readonly GrpcCaller _caller = door.Caller;
    private readonly long _before = door.Upstream.Started;

    public static TheoryData<string, Action<V1.ChatRequest>> Mistakes => new()
    {
        { "chat.model", c => c.Model = "" },
        { "chat.model", c => c.Model = new string('x', 257) },
        { "chat.fallback_models", c => c.FallbackModels.AddRange(Enumerable.Repeat("m", 17)) },
        { "chat.fallback_models[1]", c => c.FallbackModels.AddRange(["m", ""]) },
        { "chat.messages", c => c.Messages.Clear() },
        { "chat.messages[0].role", c => c.Messages[0].Role = V1.Role.Unspecified },
        { "chat.messages[0].role", c => c.Messages[0].Role = (V1.Role)99 },
        { "chat.messages[0].parts", c => c.Messages[0].Parts.Clear() },
        { "chat.messages[0].parts[1]", c => c.Messages[0].Parts.Add(new V1.Part()) },
        { "chat.messages[0].parts[1].image.url", c => c.Messages[0].Parts.Add(new V1.Part { Image = new V1.Image() }) },
        { "chat.messages[0].parts[1].file.data", c => c.Messages[0].Parts.Add(new V1.Part { File = new V1.File { Name = "a" } }) },
        { "chat.messages[0].parts[1].audio.format", c => c.Messages[0].Parts.Add(new V1.Part { Audio = new V1.Audio { Data = "AAAA" } }) },
        { "chat.messages[0].tool_call_id", c => c.Messages[0].Role = V1.Role.Tool },
        { "chat.messages[0].tool_calls[0].id", c => c.Messages[0].ToolCalls.Add(new V1.ToolCall { Name = "f" }) },
        { "chat.tools[0].name", c => c.Tools.Add(new V1.Tool()) },
        { "chat.tools[0].parameters_json_schema", c => c.Tools.Add(new V1.Tool { Name = "f", ParametersJsonSchema = "{" }) },
        { "chat.tool_choice.mode", c => c.ToolChoice = new V1.ToolChoice { Mode = (V1.ToolMode)77 } },
        { "chat.tool_choice.function_name", c => c.ToolChoice = new V1.ToolChoice { Mode = V1.ToolMode.Function } },
        { "chat.response_format.kind", c => c.ResponseFormat = new V1.ResponseFormat { Kind = (V1.FormatKind)9 } },
        { "chat.response_format.schema_json", c => c.ResponseFormat = new V1.ResponseFormat { Kind = V1.FormatKind.JsonSchema } },
        { "chat.response_format.schema_json", c => c.ResponseFormat = new V1.ResponseFormat { Kind = V1.FormatKind.JsonSchema, SchemaJson = "[1]" } },
        { "chat.settings.max_output_tokens", c => c.Settings = new V1.Settings { MaxOutputTokens = 0 } },
        { "chat.settings.choices", c => c.Settings = new V1.Settings { Choices = -1 } },
        { "chat.settings.temperature", c => c.Settings = new V1.Settings { Temperature = double.NaN } },
        { "chat.max_cost_usd", c => c.MaxCostUsd = -1 },
        { "chat.max_cost_usd", c => c.MaxCostUsd = double.NaN },
        { "chat.prefer", c => c.Prefer = (V1.Preference)42 },
        { "chat.extra_parameters_json", c => c.ExtraParametersJson = "{" },
        { "chat.extra_parameters_json", c => c.ExtraParametersJson = "[]" },
        { "chat.extra_parameters_json", c => c.ExtraParametersJson = """{"model":"other"}""" },
        { "chat.extra_parameters_json", c => c.ExtraParametersJson = """{"x":1,"messages":[]}""" },
        { "chat.extra_parameters_json", c => c.ExtraParametersJson = """{"stream":true}""" },
        { "chat.extra_parameters_json", c => c.ExtraParametersJson = """{"temperature":2}""" },
        { "chat.extra_parameters_json", c => c.ExtraParametersJson = """{"\ud800":1}""" },
        { "chat.extra_parameters_json", c => c.ExtraParametersJson = """{"a":"\ud800"}""" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Chat_Mistake_NamesTheFieldAndCallsNobody(string field, Action<V1.ChatRequest> mistake)
    {
        var chat = GrpcCaller.Ask();
        mistake(chat);

        var unary = await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat }));
        using var call = _caller.Chat.Stream(GrpcCaller.Stream(chat));
        var (events, streamed) = await GrpcCaller.ReadAsync(call);
        var explained = await GrpcCaller.FaultAsync(_caller.Routes.ExplainAsync(new V1.ExplainRequest { Chat = chat }));

        Assert.Empty(events);
        Assert.All([unary, streamed!, explained], fault =>
        {
            Assert.Equal(StatusCode.InvalidArgument, fault.StatusCode);
            Assert.Equal(field, GrpcCaller.Field(fault));
            Assert.Equal("invalid_request", GrpcCaller.Info(fault).Metadata["code"]);
            Assert.Contains(field, fault.Status.Detail, StringComparison.Ordinal);
        });
        Assert.Equal(_before, _upstream.Started);
    }

    [Fact]
    public async Task Chat_LeftOut_IsNamed()
    {
        var fault = await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest()));

        Assert.Equal("chat", GrpcCaller.Field(fault));
    }

    [Fact]
    public async Task Accepts_ZeroValue_IsNamed()
    {
        using var call = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask(), V1.Signal.Progress, V1.Signal.Unspecified));
        var (_, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Equal(StatusCode.InvalidArgument, fault!.StatusCode);
        Assert.Equal("accepts[1]", GrpcCaller.Field(fault));
    }

    [Fact]
    public async Task Accepts_SignalOfANewerCaller_IsNoMistake()
    {
        using var call = _caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask(), (V1.Signal)99));
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Null(fault);
        Assert.Equal(V1.StreamResponse.EventOneofCase.Done, events[^1].EventCase);
    }

    [Fact]
    public async Task UnknownModel_IsNotFoundWithTheNearestNames()
    {
        var fault = await GrpcCaller.FaultAsync(_caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("m-app") }));

        Assert.Equal(StatusCode.NotFound, fault.StatusCode);
        Assert.Contains("m-api", fault.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("MODEL_NOT_FOUND", GrpcCaller.Info(fault).Reason);
    }

    [Fact]
    public async Task ExtraParameters_VendorFieldWithoutTheScope_IsDenied()
    {
        var key = "";
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url), settings => key = TestKeys.Add(settings.KeyFile));
        await using var caller = GrpcCaller.Open(mesh);
        var chat = GrpcCaller.Ask();
        chat.ExtraParametersJson = """{"service_tier":"priority"}""";

        var fault = await GrpcCaller.FaultAsync(caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = chat }, new Metadata { { "authorization", $"Bearer {key}" } }));

        Assert.Equal(StatusCode.PermissionDenied, fault.StatusCode);
        Assert.Equal(_before, _upstream.Started);
    }
}
