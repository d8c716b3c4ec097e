using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Client.Errors;
using Mesh.Client.Requests;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Tests.Chat;

public sealed class RequestTests : IAsyncLifetime
{
    private static readonly byte[] s_bytes = [1, 2, 3];
    private ClientMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await ClientMesh.StartAsync(r => Replies.Text(r, """{"Name":"Ada","Age":36}"""));

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    private JsonObject Sent => _mesh.Upstream.Requests[^1].Json;

    [Fact]
    public async Task Settings_AllOfThem_ReachTheUpstreamAsTheyWereWritten()
    {
        await _mesh.Chat.GetResponseAsync("hello", new ChatOptions
        {
            Instructions = "Be short.",
            Temperature = 0.7f,
            TopP = 0.1f,
            TopK = 40,
            MaxOutputTokens = 99,
            Seed = long.MaxValue,
            FrequencyPenalty = -0.5f,
            PresencePenalty = 1.3f,
            StopSequences = ["END", "\n\n"],
            Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High },
            AdditionalProperties = new() { ["user"] = "u-1", ["logprobs"] = true, ["top_logprobs"] = 3, ["repetition_penalty"] = 1.05, ["chat_template_kwargs"] = new { thinking = true } },
        });

        var expected = JsonNode.Parse("""
            {"model":"up-1","messages":[{"role":"system","content":"Be short."},{"role":"user","content":"hello"}],
             "temperature":0.7,"top_p":0.1,"max_tokens":99,"frequency_penalty":-0.5,"presence_penalty":1.3,"top_logprobs":3,"logprobs":true,
             "reasoning_effort":"high","user":"u-1","seed":9223372036854775807,"stop":["END","\n\n"],
             "chat_template_kwargs":{"thinking":true},"repetition_penalty":1.05,"top_k":40}
            """);
        Assert.True(JsonNode.DeepEquals(expected, Sent), Sent.ToJsonString());
    }

    [Fact]
    public async Task Format_TypedAnswer_SendsTheSchemaAndReadsTheAnswer()
    {
        var response = await _mesh.Chat.GetResponseAsync<Person>("who?", new ChatOptions { AdditionalProperties = new() { ["strict"] = true } });
        var format = Sent["response_format"]!;

        Assert.Equal(new Person("Ada", 36), response.Result);
        Assert.Equal("json_schema", format["type"]!.GetValue<string>());
        Assert.Equal("Person", format["json_schema"]!["name"]!.GetValue<string>());
        Assert.True(format["json_schema"]!["strict"]!.GetValue<bool>());
        Assert.NotNull(format["json_schema"]!["schema"]!["properties"]!["Name"] ?? format["json_schema"]!["schema"]!["properties"]!["name"]);
    }

    [Fact]
    public async Task Format_AnyJson_IsAsked()
    {
        await _mesh.Chat.GetResponseAsync("who?", new ChatOptions { ResponseFormat = ChatResponseFormat.Json });

        Assert.Equal("""{"type":"json_object"}""", Sent["response_format"]!.ToJsonString());
    }

    [Fact]
    public async Task Contents_ImagesFilesAndSound_ReachTheUpstreamInTheirOrder()
    {
        var image = new UriContent(new Uri("https://example.com/a.png"), "image/png") { AdditionalProperties = new() { ["detail"] = "low" } };
        await _mesh.Chat.GetResponseAsync([new ChatMessage(ChatRole.User,
        [
            new TextContent("what is this?"),
            new DataContent(s_bytes, "image/png"),
            image,
            new DataContent(s_bytes, "application/pdf") { Name = "a.pdf" },
            new DataContent(s_bytes, "audio/mpeg"),
        ])]);

        var expected = JsonNode.Parse("""
            [{"type":"text","text":"what is this?"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},
             {"type":"image_url","image_url":{"url":"https://example.com/a.png","detail":"low"}},
             {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AQID"}},
             {"type":"input_audio","input_audio":{"data":"AQID","format":"mp3"}}]
            """);
        Assert.True(JsonNode.DeepEquals(expected, Sent["messages"]![0]!["content"]), Sent.ToJsonString());
    }

    [Fact]
    public async Task Model_NamedByTheCall_IsAskedInTheDefaultsPlace()
    {
        var e = await Assert.ThrowsAsync<MeshClientException>(() => _mesh.Chat.GetResponseAsync("hello", new ChatOptions { ModelId = "other" }));

        Assert.Equal((MeshErrorCode.NotFound, "model_not_found"), (e.Code, e.Reason));
    }

    [Fact]
    public async Task Fallbacks_FirstIsUnknown_NextIsAsked()
    {
        var response = await _mesh.Chat.GetResponseAsync("hello", new ChatOptions { ModelId = "m-api" }.WithFallbackModels("m").WithPreference(MeshPreference.Cheap));

        Assert.Equal("m", response.ModelId);
    }

    [Fact]
    public async Task Data_ThatNoModelMaySee_IsRefusedAndNobodyIsAsked()
    {
        var options = new ChatOptions().WithData("private").WithTask("code").WithTags("beta");

        var e = await Assert.ThrowsAsync<MeshClientException>(() => _mesh.Chat.GetResponseAsync("hello", options));

        Assert.Equal((MeshErrorCode.ContentRefused, "data_policy"), (e.Code, e.Reason));
        Assert.Equal(0, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task MaxCost_UnderWhatItWouldCost_IsRefusedAndNobodyIsAsked()
    {
        var e = await Assert.ThrowsAsync<MeshClientException>(() => _mesh.Chat.GetResponseAsync("hello", new ChatOptions { MaxOutputTokens = 1000 }.WithMaxCost(0.000001m)));

        Assert.Contains(e.Attempts, a => a.StartsWith("m-api", StringComparison.Ordinal));
        Assert.Equal(0, _mesh.Upstream.Started);
    }

    [Fact]
    public async Task RawForm_FromTheOptions_WinsOverWhatWasMapped()
    {
        await _mesh.Chat.GetResponseAsync("hello", new ChatOptions
        {
            Temperature = 0.2f,
            RawRepresentationFactory = _ => new MeshSilo.V1.ChatRequest { Settings = new MeshSilo.V1.Settings { Temperature = 0.9, TopP = 0.5 } },
        });

        Assert.Equal((0.9, 0.5), (Sent["temperature"]!.GetValue<double>(), Sent["top_p"]!.GetValue<double>()));
    }

    private sealed record Person(string Name, int Age);
}
