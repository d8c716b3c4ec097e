using System.Text.Json.Nodes;
using Mesh.Client.Outcomes;
using Mesh.Testing;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Tests.Chat;

public sealed class ToolTests : IAsyncLifetime
{
    private static readonly AIFunction s_weather = AIFunctionFactory.Create((string city) => $"rain in {city}", "weather", "Tells the weather.");
    private static readonly AIFunction s_clock = AIFunctionFactory.Create(() => "noon", "clock", "Tells the time.");
    private ClientMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await ClientMesh.StartAsync(Replies.TwoCalls);

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Unary_Calls_AreContentsWithReadArguments()
    {
        var response = await _mesh.Chat.GetResponseAsync("weather?", new ChatOptions { Tools = [s_weather, s_clock] });

        AssertTwoCalls(response.Messages.Single().Contents);
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
    }

    [Fact]
    public async Task Stream_PiecesOfTwoCallsMixed_GiveEachCallOnceAndWhole()
    {
        var updates = await _mesh.Chat.GetStreamingResponseAsync("weather?", new ChatOptions { Tools = [s_weather, s_clock] }).ToListAsync();

        AssertTwoCalls(updates.SelectMany(u => u.Contents));
        Assert.Single(updates, u => u.Contents.OfType<FunctionCallContent>().Any());
    }

    [Fact]
    public async Task Stream_BrokenInACall_GivesNoHalfCall()
    {
        _mesh.Upstream.Script = _ => UpstreamReply.Events(
            ChatReplies.Chunk("""{"role":"assistant","content":"let me see"}""", "null"),
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"weather","arguments":"{\"ci"}}]}""", "null")) with
        { Ending = UpstreamEnding.Reset };
        var contents = new List<AIContent>();

        await Assert.ThrowsAsync<Client.Errors.MeshClientException>(async () =>
        {
            await foreach (var update in _mesh.Chat.GetStreamingResponseAsync("weather?", new ChatOptions { Tools = [s_weather] }))
            {
                contents.AddRange(update.Contents);
            }
        });

        Assert.Equal("let me see", Assert.IsType<TextContent>(Assert.Single(contents)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pipeline_FunctionInvocation_SendsResultsAndAddsUpCosts(bool streamed)
    {
        _mesh.Upstream.Script = r => r.Json["messages"]!.AsArray().Count == 1 ? Replies.TwoCalls(r) : Replies.Text(r, "It rains at noon.");
        using var client = new ChatClientBuilder(_mesh.Chat).UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [s_weather, s_clock] };

        var response = streamed ? await client.GetStreamingResponseAsync("weather?", options).ToChatResponseAsync() : await client.GetResponseAsync("weather?", options);
        var sent = _mesh.Upstream.Requests[^1].Json["messages"]!.AsArray();

        Assert.Contains("It rains at noon.", response.Text, StringComparison.Ordinal);
        Assert.Equal(["user", "assistant", "tool", "tool"], sent.Select(m => m!["role"]!.GetValue<string>()));
        Assert.Equal("""{"city":"Bern"}""", sent[1]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>());
        Assert.Equal(("c1", "rain in Bern"), (sent[2]!["tool_call_id"]!.GetValue<string>(), sent[2]!["content"]!.GetValue<string>()));
        Assert.Equal(("c2", "noon"), (sent[3]!["tool_call_id"]!.GetValue<string>(), sent[3]!["content"]!.GetValue<string>()));
        Assert.Equal(2, response.GetMeshOutcomes().Count());
        Assert.Equal(0.00024m, response.GetMeshOutcomes().Sum(o => o.CostUsd));
        Assert.Equal(240, response.Usage?.TotalTokenCount);
    }

    [Fact]
    public async Task Request_ToolsAndMode_ReachTheUpstream()
    {
        await _mesh.Chat.GetResponseAsync("weather?", new ChatOptions { Tools = [s_weather], ToolMode = ChatToolMode.RequireSpecific("weather"), AllowMultipleToolCalls = false });
        var body = _mesh.Upstream.Requests[^1].Json;

        Assert.Equal("weather", body["tools"]![0]!["function"]!["name"]!.GetValue<string>());
        Assert.Equal("Tells the weather.", body["tools"]![0]!["function"]!["description"]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(s_weather.JsonSchema.GetRawText()), body["tools"]![0]!["function"]!["parameters"]));
        Assert.Equal("weather", body["tool_choice"]!["function"]!["name"]!.GetValue<string>());
        Assert.False(body["parallel_tool_calls"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Answer_ArgumentsThatAreNoJson_AreToldOnTheContentAndGoBackAsTheyCame()
    {
        _mesh.Upstream.Script = r => Replies.Message(r, """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"weather","arguments":"{city"}}]}""", []);

        var response = await _mesh.Chat.GetResponseAsync("weather?", new ChatOptions { Tools = [s_weather] });
        await _mesh.Chat.GetResponseAsync([.. response.Messages, new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c1", "bad arguments")])]);

        Assert.NotNull(response.Messages[0].Contents.OfType<FunctionCallContent>().Single().Exception);
        Assert.Equal("{city", _mesh.Upstream.Requests[^1].Json["messages"]![0]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>());
    }

    private static void AssertTwoCalls(IEnumerable<AIContent> contents)
    {
        var calls = contents.OfType<FunctionCallContent>().ToArray();
        Assert.Equal([("c1", "weather"), ("c2", "clock")], calls.Select(c => (c.CallId, c.Name)));
        Assert.Equal("Bern", calls[0].Arguments!["city"]!.ToString());
        Assert.Empty(calls[1].Arguments!);
    }
}
