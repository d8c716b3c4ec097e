using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using Mesh.Load;
using Mesh.Testing;
using OpenAI;
using OpenAI.Chat;

namespace Mesh.Silo.Tests.Sdk;

/// <summary>The unmodified OpenAI SDK for .NET against a catalogue.</summary>
public sealed class OpenAISdkTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url));
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    internal static OpenAIClient Client(RunningMesh mesh) =>
        new(new ApiKeyCredential("unused"), new OpenAIClientOptions { Endpoint = new Uri(mesh.Settings.Http + "/v1") });

    [Fact]
    public async Task Chat_Whole_GivesTextUsageAndTheMeshsHeaders()
    {
        var result = await Chat().CompleteChatAsync([new SystemChatMessage("be brief"), new UserChatMessage("hello")]);

        Assert.Equal("Grüße aus 東京", result.Value.Content[0].Text);
        Assert.Equal((7, 3), (result.Value.Usage.InputTokenCount, result.Value.Usage.OutputTokenCount));
        Assert.True(result.GetRawResponse().Headers.TryGetValue("x-mesh-endpoint", out var endpoint));
        Assert.Equal("m-api", endpoint);
    }

    [Fact]
    public async Task Chat_Streamed_GivesPiecesFinishAndUsage()
    {
        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (var update in Chat().CompleteChatStreamingAsync("hello"))
        {
            updates.Add(update);
        }

        Assert.Equal(["Grüße", " aus", " 東京"], updates.SelectMany(u => u.ContentUpdate).Select(p => p.Text).Where(t => t.Length > 0));
        Assert.Equal(ChatFinishReason.Stop, Assert.Single(updates, u => u.FinishReason is not null).FinishReason);
        Assert.Equal(3, Assert.Single(updates, u => u.Usage is not null).Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Chat_ToolsAndTheirResults_GoThereAndBack()
    {
        _upstream.Script = r => r.Json["messages"]!.AsArray().Count == 1
            ? UpstreamReply.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"add","arguments":"{\"a\":1}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""")
            : ChatReplies.Answer(r, ["two"]);
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("add", "adds", BinaryData.FromString("""{"type":"object"}""")) } };
        List<ChatMessage> messages = [new UserChatMessage("1+1")];

        ChatCompletion asked = await Chat().CompleteChatAsync(messages, options);
        var call = Assert.Single(asked.ToolCalls);
        messages.AddRange([new AssistantChatMessage(asked), new ToolChatMessage(call.Id, "2")]);
        ChatCompletion answered = await Chat().CompleteChatAsync(messages, options);

        Assert.Equal(("call_1", "add", """{"a":1}"""), (call.Id, call.FunctionName, call.FunctionArguments.ToString()));
        Assert.Equal("two", answered.Content[0].Text);
        Assert.Equal("call_1", _upstream.Requests[1].Json["messages"]![2]!["tool_call_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Chat_SchemaAndImage_ReachTheUpstreamAsWritten()
    {
        var options = new ChatCompletionOptions
        {
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("sum", BinaryData.FromString("""{"type":"object","properties":{},"additionalProperties":false}"""), jsonSchemaIsStrict: true),
        };

        await Chat().CompleteChatAsync([new UserChatMessage(ChatMessageContentPart.CreateTextPart("what is it?"), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes([1, 2, 3]), "image/png"))], options);

        var sent = _upstream.Requests[0].Json;
        Assert.True(sent["response_format"]!["json_schema"]!["strict"]!.GetValue<bool>());
        Assert.Equal("data:image/png;base64,AQID", sent["messages"]![0]!["content"]![1]!["image_url"]!["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task Embeddings_Base64_ArriveAsNumbers()
    {
        var vector = Convert.ToBase64String([.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f)]);
        _upstream.Script = _ => UpstreamReply.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":"VECTOR"}],"model":"up","usage":{"prompt_tokens":5,"total_tokens":5}}""".Replace("VECTOR", vector, StringComparison.Ordinal));

        var embedding = await Client(_mesh).GetEmbeddingClient("m").GenerateEmbeddingAsync("a");

        Assert.Equal([1.5f, -2f], embedding.Value.ToFloats().ToArray());
        Assert.Equal("base64", _upstream.Requests[0].Json["encoding_format"]!.GetValue<string>());
    }

    [Fact]
    public async Task Models_ListAndGet_GiveEveryName()
    {
        var models = Client(_mesh).GetOpenAIModelClient();

        var all = await models.GetModelsAsync();
        var one = await models.GetModelAsync("m");
        var missing = await Assert.ThrowsAsync<ClientResultException>(() => models.GetModelAsync("nobody"));

        Assert.Contains(all.Value, m => m.Id == "m");
        Assert.Equal("m", one.Value.Id);
        Assert.Equal(404, missing.Status);
    }

    [Theory]
    [InlineData(400, """{"error":{"message":"no","type":"invalid_request_error","code":"bad"}}""", 400, 1)]
    [InlineData(500, "{}", 502, 4)]
    public async Task Failure_OfTheUpstream_IsTheSdksExceptionAfterItsOwnRetries(int upstreamStatus, string body, int status, int requests)
    {
        _upstream.Script = _ => UpstreamReply.Json(body, upstreamStatus);

        var error = await Assert.ThrowsAsync<ClientResultException>(() => Chat().CompleteChatAsync("hello"));

        Assert.Equal(status, error.Status);
        Assert.Equal(requests, _upstream.Started);
        using var json = JsonDocument.Parse(error.GetRawResponse()!.Content);
        Assert.Equal("upstream", json.RootElement.GetProperty("error").GetProperty("source").GetString());
    }

    // This SDK passes over the error event, so that the missing finish reason is all that its user sees.
    [Fact]
    public async Task Stream_BreaksOff_EndsAfterItsTextWithoutAFinishReason()
    {
        _upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Reset };
        var updates = new List<StreamingChatCompletionUpdate>();
        await foreach (var update in Chat().CompleteChatStreamingAsync("hello"))
        {
            updates.Add(update);
        }

        Assert.Equal("half", string.Concat(updates.SelectMany(u => u.ContentUpdate).Select(p => p.Text)));
        Assert.DoesNotContain(updates, u => u.FinishReason is not null);
    }

    private ChatClient Chat() => Client(_mesh).GetChatClient("m");
}
