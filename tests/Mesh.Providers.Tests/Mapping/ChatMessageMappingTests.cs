using System.Text.Json.Nodes;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.Mapping;
using AI = Microsoft.Extensions.AI;

namespace Mesh.Providers.Tests.Mapping;

public sealed class ChatMessageMappingTests
{
    public static TheoryData<ChatMessage> Messages => new()
    {
        new ChatMessage { Role = ChatRole.System, Parts = [new TextPart("be brief")] },
        new ChatMessage { Role = ChatRole.Developer, Parts = [new TextPart("be brief")] },
        new ChatMessage { Role = ChatRole.User, Name = "ann", Parts = [new TextPart("東京"), new ImagePart("https://a.test/b.png", null), new ImagePart("data:image/png;base64,AA==", null)] },
        new ChatMessage { Role = ChatRole.User, Parts = [new FilePart("a.pdf", "data:application/pdf;base64,AA=="), new FilePart(null, "https://a.test/b.pdf"), new AudioPart("AA==", "mp3")] },
        new ChatMessage { Role = ChatRole.Assistant, Parts = [new ReasoningPart("hm"), new TextPart("yes")], ToolCalls = [new ToolCall("c1", "f", "{\"x\":1,\"y\":[\"\\u00e9\"]}")] },
        new ChatMessage { Role = ChatRole.Assistant, Parts = [new RefusalPart("no")] },
        new ChatMessage { Role = ChatRole.Tool, ToolCallId = "c1", Parts = [new TextPart("done")] },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_ThereAndBack_IsTheSame(ChatMessage message)
    {
        var back = ChatMessageMapping.ToRecord(ChatMessageMapping.ToMessage(message));

        Assert.Equal((message.Role, message.Name, message.ToolCallId), (back.Role, back.Name, back.ToolCallId));
        Assert.Equal(message.Parts, back.Parts);
        Assert.Equal(message.ToolCalls.Select(c => (c.Id, c.Name)), back.ToolCalls.Select(c => (c.Id, c.Name)));
        Assert.True(message.ToolCalls.Zip(back.ToolCalls).All(c => JsonNode.DeepEquals(JsonNode.Parse(c.First.ArgumentsJson), JsonNode.Parse(c.Second.ArgumentsJson))));
    }

    [Theory]
    [InlineData("{broken")]
    [InlineData("[1]")]
    [InlineData("")]
    public void Call_WithArgumentsThatAreNoObject_DoesNotThrow(string arguments)
    {
        var message = new ChatMessage { Role = ChatRole.Assistant, ToolCalls = [new ToolCall("c", "f", arguments)] };

        Assert.Equal("f", Assert.Single(ChatMessageMapping.ToRecord(ChatMessageMapping.ToMessage(message)).ToolCalls).Name);
    }

    [Fact]
    public void Options_EverySetting_IsCarried()
    {
        var request = new ChatRequest
        {
            Messages = [],
            Tools = [new ToolDefinition("f", "d", """{"type":"object","properties":{"x":{"type":"number"}}}""", true)],
            ToolChoice = new ToolChoice(ToolChoiceMode.Function, "f"),
            ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema, "s", """{"type":"object"}"""),
            Settings = new ChatSettings
            {
                Temperature = 0.5,
                TopP = 0.25,
                MaxOutputTokens = 7,
                Stop = ["x"],
                Seed = 9_007_199_254_740_993,
                FrequencyPenalty = 1,
                PresencePenalty = -1,
                Logprobs = true,
                TopLogprobs = 3,
                Choices = 2,
                ReasoningEffort = "low",
                ParallelToolCalls = false,
                User = "u",
            },
            ExtraJson = """{"top_k":4}""",
        };

        var options = ChatRequestMapping.ToOptions(request, "up-1");

        Assert.Equal(("up-1", 0.5f, 0.25f, 7, 9_007_199_254_740_993L, 1f, -1f, false), (options.ModelId, options.Temperature, options.TopP, options.MaxOutputTokens, options.Seed, options.FrequencyPenalty, options.PresencePenalty, options.AllowMultipleToolCalls));
        Assert.Equal("x", Assert.Single(options.StopSequences!));
        Assert.Equal("number", Assert.IsAssignableFrom<AI.AIFunctionDeclaration>(Assert.Single(options.Tools!)).JsonSchema.GetProperty("properties").GetProperty("x").GetProperty("type").GetString());
        Assert.Equal("f", Assert.IsType<AI.RequiredChatToolMode>(options.ToolMode).RequiredFunctionName);
        Assert.Equal("s", Assert.IsType<AI.ChatResponseFormatJson>(options.ResponseFormat).SchemaName);
        Assert.Equal("logprobs=True,meshsilo.extra_json={\"top_k\":4},n=2,reasoning_effort=low,top_logprobs=3,user=u", string.Join(',', options.AdditionalProperties!.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}")));
    }

    [Fact]
    public void Messages_WithDataThatCannotBeRead_AreInvalidByPlace()
    {
        var request = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User }, new ChatMessage { Role = ChatRole.User, Parts = [new ImagePart("data:broken", null)] }] };

        var error = Assert.Throws<MeshException>(() => ChatRequestMapping.ToMessages(request)).Error;

        Assert.Equal((MeshErrorCode.InvalidRequest, "messages[1]"), (error.Code, error.Field));
    }

    [Fact]
    public void Options_SchemaThatIsNoJson_IsInvalid()
    {
        var request = new ChatRequest { Messages = [], Tools = [new ToolDefinition("f", null, "{", null)] };

        Assert.Equal(MeshErrorCode.InvalidRequest, Assert.Throws<MeshException>(() => ChatRequestMapping.ToOptions(request, "m")).Error.Code);
    }
}
