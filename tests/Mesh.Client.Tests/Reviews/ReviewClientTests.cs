using Mesh.Client.Errors;
using Mesh.Client.Outcomes;
using Mesh.Load;
using Mesh.Testing;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Reviews;

public sealed class ReviewClientTests : IAsyncLifetime, IDisposable
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private MeshConnection _connection = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["a ", "draft"]));
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url, "routes:\n  handed: { plan: { escalate: { of: { model: m }, wait: handle } } }\n"));
        _connection = new MeshConnection(new MeshClientOptions { Address = _mesh.GrpcUrl });
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    public void Dispose() => _connection.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handle_OfAnAnswerThatWaits_FetchesItOnceAPersonHasAnswered(bool streamed)
    {
        IChatClient chat = _connection.Chat;
        var options = new ChatOptions { ModelId = "handed" };
        var response = streamed ? await chat.GetStreamingResponseAsync("hello", options).ToChatResponseAsync() : await chat.GetResponseAsync("hello", options);
        var handle = response.GetMeshOutcome()!.Review!;

        var before = await _connection.Reviews.GetAnswerAsync(handle.Id);
        var review = await _connection.Reviews.GetAsync(handle.Id);
        await _connection.Reviews.AnswerAsync(handle.Id, "a person's words", "r1");
        await _connection.Reviews.AnswerAsync(handle.Id, "a person's words", "r1");
        var after = await _connection.Reviews.GetAnswerAsync(handle.Id);

        Assert.Equal("review_pending", response.FinishReason!.Value.Value);
        Assert.Equal((V1.ReviewState.Pending, "a draft", V1.ReviewState.Answered, "a person's words"), (before.State, review.Draft, after.State, after.Answer));
        Assert.True(handle.ExpiresAt > DateTimeOffset.UtcNow);
        Assert.Empty(await _connection.Reviews.ListAsync(new V1.ListReviewsRequest { State = V1.ReviewState.Pending }).ToListAsync());
    }

    [Fact]
    public async Task Rejection_ThatComesSecond_IsAConflict()
    {
        var handle = (await _connection.Chat.GetResponseAsync("hello", new ChatOptions { ModelId = "handed" })).GetMeshOutcome()!.Review!;
        Assert.Equal("m", (await _connection.Reviews.SendAsync(handle.Id, "m")).Model);

        var fault = await Assert.ThrowsAsync<MeshClientException>(() => _connection.Reviews.RejectAsync(handle.Id, "no"));

        Assert.Equal((MeshErrorCode.Conflict, "review_closed"), (fault.Code, fault.Reason));
    }
}
