using Mesh.Load;
using OpenAI.Chat;

namespace Mesh.Silo.Tests.Sdk;

/// <summary>The unmodified OpenAI SDK for .NET against a mesh with nothing configured.</summary>
public sealed class FirstRunSdkTests : IAsyncLifetime
{
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await RunningMesh.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Chat_Streamed_SaysThatItIsSimulated()
    {
        var text = "";
        ChatTokenUsage? usage = null;
        await foreach (var update in OpenAISdkTests.Client(_mesh).GetChatClient("auto").CompleteChatStreamingAsync("hello"))
        {
            text += string.Concat(update.ContentUpdate.Select(p => p.Text));
            usage = update.Usage ?? usage;
        }

        Assert.StartsWith("[simulated:", text, StringComparison.Ordinal);
        Assert.True(usage!.OutputTokenCount > 0);
    }

    [Fact]
    public async Task Chat_ToolRequired_IsCalled()
    {
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("add", "adds", BinaryData.FromString("""{"type":"object"}""")) },
            ToolChoice = ChatToolChoice.CreateRequiredChoice(),
        };

        ChatCompletion answer = await OpenAISdkTests.Client(_mesh).GetChatClient("auto").CompleteChatAsync([new UserChatMessage("1+1")], options);

        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        Assert.Equal("add", Assert.Single(answer.ToolCalls).FunctionName);
    }

    [Fact]
    public async Task Chat_Image_IsTakenByTheModelThatSees()
    {
        var result = await OpenAISdkTests.Client(_mesh).GetChatClient("auto").CompleteChatAsync([
            new UserChatMessage(ChatMessageContentPart.CreateTextPart("what?"), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes([1]), "image/png")),
        ]);

        Assert.Contains("1 image(s)", result.Value.Content[0].Text, StringComparison.Ordinal);
        Assert.True(result.GetRawResponse().Headers.TryGetValue("x-mesh-model", out var model));
        Assert.Equal("vision", model);
    }

    [Fact]
    public async Task Embeddings_Text_IsAUnitVector()
    {
        var embedding = await OpenAISdkTests.Client(_mesh).GetEmbeddingClient("vision").GenerateEmbeddingAsync("a");

        Assert.Equal(64, embedding.Value.ToFloats().Length);
        Assert.Equal(1, embedding.Value.ToFloats().ToArray().Sum(v => v * v), 3);
    }

    [Fact]
    public async Task Models_List_GivesTheRouteAndTheSimulatedModels()
    {
        var models = await OpenAISdkTests.Client(_mesh).GetOpenAIModelClient().GetModelsAsync();

        Assert.Equal(["auto", "large", "small", "vision"], models.Value.Select(m => m.Id).Order());
    }
}
