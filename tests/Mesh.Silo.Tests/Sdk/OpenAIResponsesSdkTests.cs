using System.ClientModel;
using Mesh.Load;
using Mesh.Testing;
using OpenAI.Responses;

namespace Mesh.Silo.Tests.Sdk;

// Its maker calls this part of the SDK an experiment.
#pragma warning disable OPENAI001

/// <summary>The unmodified OpenAI SDK for .NET on the Responses API.</summary>
public sealed class OpenAIResponsesSdkTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private ResponsesClient _client = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url));
        _client = OpenAISdkTests.Client(_mesh).GetResponsesClient();
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Response_WholeAndFollowed_IsWhatTheSdkExpects()
    {
        ResponseResult first = await _client.CreateResponseAsync(Asks("one"));
        ResponseResult second = await _client.CreateResponseAsync(Asks("two", first.Id));
        ResponseResult kept = await _client.GetResponseAsync(second.Id);

        Assert.Equal("Grüße aus 東京", first.GetOutputText());
        Assert.Equal((ResponseStatus.Completed, 7L, 3L), (first.Status!.Value, (long)first.Usage.InputTokenCount, (long)first.Usage.OutputTokenCount));
        Assert.Equal((first.Id, "Grüße aus 東京"), (kept.PreviousResponseId, kept.GetOutputText()));
        Assert.Equal(["one", "Grüße aus 東京", "two"], _upstream.Requests[^1].Json["messages"]!.AsArray().Select(m => m!["content"]!.ToString()));
    }

    [Fact]
    public async Task Response_Streamed_GivesDeltasAndTheWhole()
    {
        var options = Asks("hello");
        options.StreamingEnabled = true;
        var updates = new List<StreamingResponseUpdate>();
        await using var stream = await _client.CreateResponseStreamingAsync(options);
        await foreach (var update in stream)
        {
            updates.Add(update);
        }

        Assert.IsType<StreamingResponseCreatedUpdate>(updates[0]);
        Assert.Equal(["Grüße", " aus", " 東京"], updates.OfType<StreamingResponseOutputTextDeltaUpdate>().Select(u => u.Delta));
        Assert.Equal("Grüße aus 東京", Assert.IsType<StreamingResponseCompletedUpdate>(updates[^1]).Response.GetOutputText());
    }

    [Fact]
    public async Task Response_InTheBackground_IsFetchedCancelledAndDeleted()
    {
        _upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Silence };
        var options = Asks("hello");
        options.BackgroundModeEnabled = true;

        ResponseResult begun = await _client.CreateResponseAsync(options);
        ResponseResult now = await _client.GetResponseAsync(begun.Id);
        ResponseResult cancelled = await _client.CancelResponseAsync(begun.Id);
        var deleted = await _client.DeleteResponseAsync(begun.Id);
        var gone = await Assert.ThrowsAsync<ClientResultException>(() => _client.GetResponseAsync(begun.Id));

        Assert.Equal((ResponseStatus.InProgress, ResponseStatus.InProgress, ResponseStatus.Cancelled), (begun.Status!.Value, now.Status!.Value, cancelled.Status!.Value));
        Assert.True(deleted.Value.Deleted);
        Assert.Equal(404, gone.Status);
    }

    private static CreateResponseOptions Asks(string text, string? previous = null) => new() { Model = "m", PreviousResponseId = previous, InputItems = { ResponseItem.CreateUserMessageItem(text) } };
}
