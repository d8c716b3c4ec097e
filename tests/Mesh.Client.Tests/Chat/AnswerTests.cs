using System.Text.Json;
using Mesh.Client.Outcomes;
using Mesh.Testing;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Chat;

public sealed class AnswerTests : IAsyncLifetime
{
    private ClientMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await ClientMesh.StartAsync(r => Replies.Text(r, "Grüße ", "aus ", "der 🌍"));

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Unary_Text_ComesWithCountsCostAndOutcome()
    {
        var response = await _mesh.Chat.GetResponseAsync("hello");

        Assert.Equal("Grüße aus der 🌍", response.Text);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Equal("m", response.ModelId);
        AssertUsage(response.Usage);
        AssertOutcome(response.GetMeshOutcome(), response.ResponseId);
        Assert.IsType<V1.CompleteResponse>(response.RawRepresentation);
    }

    [Fact]
    public async Task Stream_Text_ComesInItsPiecesWithTheSameOutcomeAtTheEnd()
    {
        var updates = await _mesh.Chat.GetStreamingResponseAsync("hello").ToListAsync();
        var response = updates.ToChatResponse();

        Assert.Equal(["Grüße ", "aus ", "der 🌍"], updates.Where(u => u.Text.Length > 0).Select(u => u.Text));
        Assert.Single(response.Messages);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        AssertUsage(response.Usage);
        AssertOutcome(updates[^1].GetMeshOutcome(), response.ResponseId);
        Assert.Equivalent(updates[^1].GetMeshOutcome(), response.GetMeshOutcome(), strict: true);
        Assert.All(updates[..^1], u => Assert.Null(u.GetMeshOutcome()));
    }

    [Fact]
    public async Task Outcome_ResponseStoredAsJson_IsReadBack()
    {
        var response = await _mesh.Chat.GetResponseAsync("hello");
        var stored = JsonSerializer.Serialize(response, AIJsonUtilities.DefaultOptions);
        var restored = JsonSerializer.Deserialize<ChatResponse>(stored, AIJsonUtilities.DefaultOptions)!;

        Assert.Equivalent(response.GetMeshOutcome(), restored.GetMeshOutcome(), strict: true);
    }

    [Theory]
    [InlineData(ReasoningOutput.Full, "thought")]
    [InlineData(ReasoningOutput.None, "")]
    public async Task Answer_WithReasoning_GivesItUnlessNoneIsWanted(ReasoningOutput output, string expected)
    {
        _mesh.Upstream.Script = r => Replies.Message(
            r,
            """{"role":"assistant","reasoning_content":"thought","content":"said"}""",
            ["""{"reasoning_content":"thou"}""", """{"reasoning_content":"ght"}""", """{"content":"said"}"""]);
        var options = new ChatOptions { Reasoning = new ReasoningOptions { Output = output } };

        var whole = await _mesh.Chat.GetResponseAsync("hello", options);
        var streamed = await _mesh.Chat.GetStreamingResponseAsync("hello", options).ToChatResponseAsync();

        Assert.Equal((expected, "said"), (Reasoning(whole), whole.Text));
        Assert.Equal((expected, "said"), (Reasoning(streamed), streamed.Text));
    }

    [Fact]
    public async Task Answer_Refusal_IsOneErrorContentThatCanBeSentBack()
    {
        _mesh.Upstream.Script = r => Replies.Message(r, """{"role":"assistant","content":null,"refusal":"I will not."}""", ["""{"refusal":"I will"}""", """{"refusal":" not."}"""]);

        var whole = await _mesh.Chat.GetResponseAsync("hello");
        var streamed = await _mesh.Chat.GetStreamingResponseAsync("hello").ToChatResponseAsync();
        await _mesh.Chat.GetResponseAsync([.. whole.Messages, new ChatMessage(ChatRole.User, "please")]);

        Assert.Equal("I will not.", Assert.Single(whole.Messages.Single().Contents.OfType<ErrorContent>()).Message);
        Assert.Equal("I will not.", Assert.Single(streamed.Messages.Single().Contents.OfType<ErrorContent>()).Message);
        Assert.Equal("I will not.", _mesh.Upstream.Requests[^1].Json["messages"]![0]!["content"]![0]!["refusal"]!.GetValue<string>());
    }

    [Fact]
    public async Task Choices_SeveralAskedFor_FirstIsTheAnswerAndAllAreInTheRawForm()
    {
        _mesh.Upstream.Script = _ => UpstreamReply.Json("""{"id":"1","object":"chat.completion","created":1,"model":"up-1","choices":[{"index":0,"message":{"role":"assistant","content":"one"},"finish_reason":"stop"},{"index":1,"message":{"role":"assistant","content":"two"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""");

        var response = await _mesh.Chat.GetResponseAsync("hello", new ChatOptions { AdditionalProperties = new() { ["n"] = 2 } });

        Assert.Equal("one", response.Text);
        Assert.Equal(["one", "two"], Assert.IsType<V1.CompleteResponse>(response.RawRepresentation).Choices.Select(c => c.Content));
    }

    [Fact]
    public void Service_Asked_GivesMetadataAndTheRawClient()
    {
        var metadata = _mesh.Chat.GetService<ChatClientMetadata>();

        Assert.Equal("meshsilo", metadata?.ProviderName);
        Assert.Equal("m", metadata?.DefaultModelId);
        Assert.Same(_mesh.Chat, _mesh.Chat.GetService<MeshChatClient>());
        Assert.Same(_mesh.Connection.ChatService, _mesh.Chat.GetService<V1.ChatService.ChatServiceClient>());
        Assert.Null(_mesh.Chat.GetService(typeof(string)));
    }

    private static string Reasoning(ChatResponse response) => string.Concat(response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Select(r => r.Text));

    private static void AssertUsage(UsageDetails? usage) => Assert.Equal(
        (100L, 40L, 20L, 5L, 120L),
        (usage?.InputTokenCount ?? 0, usage?.CachedInputTokenCount ?? 0, usage?.OutputTokenCount ?? 0, usage?.ReasoningTokenCount ?? 0, usage?.TotalTokenCount ?? 0));

    // 60 fresh tokens at 1, 40 cached at 0.5, 20 out at 2 USD a million.
    private static void AssertOutcome(MeshOutcome? outcome, string? responseId)
    {
        Assert.NotNull(outcome);
        Assert.Equal(("m", "m", "m-api", 1), (outcome.Route, outcome.Model, outcome.Endpoint, outcome.Attempts));
        Assert.Equal(0.00012m, outcome.CostUsd);
        Assert.False(outcome.CostEstimated);
        Assert.False(outcome.Simulated);
        Assert.Equal(MeshUsageSource.Upstream, outcome.UsageSource);
        Assert.Equal(responseId, outcome.DecisionId);
        Assert.NotEmpty(outcome.DecisionId);
        Assert.True(outcome.TimeToFirstToken > TimeSpan.Zero);
        Assert.True(outcome.Duration >= outcome.TimeToFirstToken);
    }
}
