using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Mesh.Client.Requests;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Mapping;

public sealed class RequestMappingTests
{
    private static readonly Gen<string> s_text = Gen.String[Gen.Char['\u0020', '\ud7ff'], 0, 40];
    private static readonly ChatRole[] s_roles = [ChatRole.System, ChatRole.User, ChatRole.Assistant, new("developer")];
    private static readonly string[] s_known = ["strict", "timeout", "max_cost_usd", "prefer", "models", "logprobs", "top_logprobs", "n", "reasoning_effort", "user", "top_k"];

    [Fact]
    public void Messages_AnyTexts_AreKeptInTheirOrder() => Gen.Select(Gen.Int[0, 3].Select(i => s_roles[i]), s_text.Array[1, 4]).Array[1, 8].Sample(messages =>
    {
        var request = Map(messages.Select(m => new ChatMessage(m.Item1, [.. m.Item2.Select(t => new TextContent(t))])), null);

        Assert.Equal(messages.Select(m => m.Item1.Value), request.Messages.Select(m => m.Role.ToString().ToLowerInvariant()));
        Assert.Equal(messages.Select(m => string.Join('|', m.Item2)), request.Messages.Select(m => string.Join('|', m.Parts.Select(p => p.Text))));
    });

    [Fact]
    public void Settings_AnyFloat_IsTheNumberThatWasWritten() => Gen.Float[-2, 2].Sample(value =>
    {
        var sent = Map([], new ChatOptions { Temperature = value }).Settings.Temperature;

        Assert.Equal(value.ToString("R", CultureInfo.InvariantCulture), ((float)sent).ToString("R", CultureInfo.InvariantCulture));
        Assert.True(sent.ToString("R", CultureInfo.InvariantCulture).Length <= value.ToString("R", CultureInfo.InvariantCulture).Length + 1);
    });

    [Fact]
    public void Extra_AnyUnknownNames_PassWithTheirValues() => Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8].Where(n => !s_known.Contains(n)), Gen.OneOf(s_text.Select(object (t) => t), Gen.Long.Select(object (n) => n), Gen.Bool.Select(object (b) => b)))[0, 6].Where(HasNamesApart).Sample(extra =>
    {
        var request = Map([], new ChatOptions { AdditionalProperties = new(extra!) });

        Assert.Equal(extra.Count == 0, request.ExtraParametersJson.Length == 0);
        Assert.True(extra.Count == 0 || JsonNode.DeepEquals(JsonSerializer.SerializeToNode(extra), JsonNode.Parse(request.ExtraParametersJson)));
    });

    // The library takes names that differ in case alone for the same.
    private static bool HasNamesApart(Dictionary<string, object> extra) => extra.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() == extra.Count;

    [Fact]
    public void Calls_AnyArguments_ComeBackTheSame() => Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8], s_text)[0, 5].Sample(arguments =>
    {
        var call = new FunctionCallContent("c", "f", arguments.ToDictionary(a => a.Key, a => (object?)a.Value));
        var sent = Map([new ChatMessage(ChatRole.Assistant, [call])], null).Messages.Single().ToolCalls.Single();
        var back = Answers.AnswerContents.Call(sent);

        Assert.Equal(("c", "f"), (back.CallId, back.Name));
        Assert.Equal(arguments.OrderBy(a => a.Key), back.Arguments!.Select(a => KeyValuePair.Create(a.Key, a.Value!.ToString()!)).OrderBy(a => a.Key));
    });

    [Fact]
    public void Message_WithResultsOfSeveralTools_BecomesOneForEach()
    {
        var request = Map([new ChatMessage(ChatRole.Tool,
        [
            new FunctionResultContent("a", "text"),
            new FunctionResultContent("b", new { Degrees = 3 }),
            new FunctionResultContent("c", null) { Exception = new InvalidOperationException("boom") },
            new TextContent("and?"),
        ])], null);

        Assert.Equal(
            [(V1.Role.Tool, "a", "text"), (V1.Role.Tool, "b", """{"degrees":3}"""), (V1.Role.Tool, "c", "Error: boom"), (V1.Role.User, "", "and?")],
            request.Messages.Select(m => (m.Role, m.ToolCallId, m.Parts.Single().Text)));
    }

    [Fact]
    public void Message_CountsAndFaultsOfEarlierAnswers_AreNotSent()
    {
        var request = Map([new ChatMessage(ChatRole.Assistant, [new TextContent("a"), new UsageContent(new UsageDetails()), new ErrorContent("broken")])], null);

        Assert.Equal("a", request.Messages.Single().Parts.Single().Text);
    }

    [Fact]
    public void Tools_None_SayNothingOfHowTheyAreCalled()
    {
        var request = Map([], new ChatOptions { ToolMode = ChatToolMode.Auto, AllowMultipleToolCalls = true });

        Assert.Null(request.ToolChoice);
        Assert.False(request.Settings.HasParallelToolCalls);
    }

    public static TheoryData<ChatToolMode, V1.ToolMode, string> Modes => new()
    {
        { ChatToolMode.Auto, V1.ToolMode.Auto, "" },
        { ChatToolMode.None, V1.ToolMode.None, "" },
        { ChatToolMode.RequireAny, V1.ToolMode.Required, "" },
        { ChatToolMode.RequireSpecific("f"), V1.ToolMode.Function, "f" },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public void Tools_EveryMode_IsSaid(ChatToolMode mode, V1.ToolMode expected, string function)
    {
        var request = Map([], new ChatOptions { Tools = [AIFunctionFactory.Create(() => 1, "f")], ToolMode = mode });

        Assert.Equal((expected, function), (request.ToolChoice.Mode, request.ToolChoice.FunctionName));
    }

    [Theory]
    [InlineData("Best", V1.Preference.Best)]
    [InlineData("cheap", V1.Preference.Cheap)]
    public void Prefer_AsText_IsRead(string text, V1.Preference expected) =>
        Assert.Equal(expected, Map([], new ChatOptions { AdditionalProperties = new() { ["prefer"] = text } }).Prefer);

    [Theory]
    [InlineData("logprobs", "perhaps")]
    [InlineData("prefer", "good")]
    [InlineData("max_cost_usd", "much")]
    [InlineData("models", 3)]
    [InlineData("strict", "very")]
    public void Property_OfTheWrongKind_IsNamed(string name, object value)
    {
        var options = new ChatOptions { AdditionalProperties = new() { [name] = value }, ResponseFormat = ChatResponseFormat.ForJsonSchema<int[]>() };

        Assert.Contains($"\"{name}\"", Assert.Throws<ArgumentException>(() => Map([], options)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<AIContent> Unsendable =>
    [
        new HostedFileContent("file-1"),
        new DataContent(new byte[] { 1 }, "audio/ogg"),
        new UriContent(new Uri("https://example.com/a.pdf"), "application/pdf"),
        new HostedVectorStoreContent("v"),
    ];

    [Theory]
    [MemberData(nameof(Unsendable))]
    public void Content_ThatAMeshCannotBeGiven_IsRefusedAndNotDropped(AIContent content) =>
        Assert.Contains("Send", Assert.Throws<NotSupportedException>(() => Map([new ChatMessage(ChatRole.User, [content])], null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_ThatAMeshCannotKeep_AreRefusedAndNotDropped()
    {
        Assert.Throws<NotSupportedException>(() => Map([], new ChatOptions { ConversationId = "c" }));
        Assert.Contains("web_search", Assert.Throws<NotSupportedException>(() => Map([], new ChatOptions { Tools = [new HostedWebSearchTool()] })).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => Map([new ChatMessage(new ChatRole("narrator"), "once")], null));
        Assert.Throws<ArgumentException>(() => Map([], new ChatOptions { Temperature = float.NaN }));
    }

    private static V1.ChatRequest Map(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        using var connection = new MeshConnection(new MeshClientOptions());
        return ChatRequestMapping.Map(connection.Chat, messages, options, "auto");
    }
}
