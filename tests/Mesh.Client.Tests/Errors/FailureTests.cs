using Mesh.Client.Errors;
using Mesh.Load;
using Mesh.Testing;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Tests.Errors;

public sealed class FailureTests
{
    private static readonly UpstreamReply s_endless = UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null")) with { Ending = UpstreamEnding.Silence };

    [Fact]
    public async Task Call_RefusedByTheVendor_NamesFieldStatusAndReason()
    {
        await using var mesh = await ClientMesh.StartAsync(_ => UpstreamReply.Json("""{"error":{"message":"too hot","type":"invalid_request_error","param":"temperature","code":"bad_temperature"}}""", 400));

        var e = await Assert.ThrowsAsync<MeshClientException>(() => mesh.Chat.GetResponseAsync("hello"));

        Assert.Equal((MeshErrorCode.InvalidRequest, "temperature", 400, "bad_temperature", "m-api"), (e.Code, e.Field, e.UpstreamStatus, e.UpstreamCode, e.Endpoint));
        Assert.False(e.RetryCanHelp);
        Assert.IsType<Grpc.Core.RpcException>(e.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_VendorIsBusy_SaysWhenToComeBackAndWhoWasAsked(bool streamed)
    {
        await using var mesh = await ClientMesh.StartAsync(_ => UpstreamReply.Json("""{"error":{"message":"slow down","type":"rate_limit","code":"rate_limit_exceeded"}}""", 429) with
        {
            Headers = new Dictionary<string, string> { ["retry-after"] = "7", ["x-request-id"] = "req-1" },
        });

        var e = await Assert.ThrowsAsync<MeshClientException>(() => streamed ? mesh.Chat.GetStreamingResponseAsync("hello").ToChatResponseAsync() : mesh.Chat.GetResponseAsync("hello"));

        Assert.Equal((TimeSpan.FromSeconds(7), 429, "req-1"), (e.RetryAfter, e.UpstreamStatus, e.UpstreamRequestId));
        Assert.True(e.RetryCanHelp);
        Assert.StartsWith("m-api: ", Assert.Single(e.Attempts), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_BreaksOff_GivesTheTextSoFarAndThenTheInterruption()
    {
        await using var mesh = await ClientMesh.StartAsync(_ => UpstreamReply.Events(
            ChatReplies.Chunk("""{"content":"one "}""", "null"),
            ChatReplies.Chunk("""{"content":"two"}""", "null")) with
        { Ending = UpstreamEnding.Reset });
        var text = "";

        var e = await Assert.ThrowsAsync<MeshClientException>(async () =>
        {
            await foreach (var update in mesh.Chat.GetStreamingResponseAsync("hello"))
            {
                text += update.Text;
            }
        });

        Assert.Equal("one two", text);
        Assert.Equal(MeshErrorCode.Interrupted, e.Code);
        Assert.True(e.RetryCanHelp);
        Assert.Equal(("m-api", 1, 2L, 7L, false), (e.Interruption!.Endpoint, e.Interruption.Attempt, e.Interruption.DeliveredFrames, e.Interruption.DeliveredCharacters, e.Interruption.Kept));
        Assert.NotEqual("", e.Interruption.DecisionId);
    }

    [Fact]
    public async Task Stream_MeshDies_IsAnInterruptionToo()
    {
        var mesh = await ClientMesh.StartAsync(_ => s_endless);
        await using var answer = mesh.Chat.GetStreamingResponseAsync("hello").GetAsyncEnumerator();
        while (await answer.MoveNextAsync() && answer.Current.Text.Length == 0)
        {
        }

        await mesh.Mesh.DisposeAsync();
        var e = await Assert.ThrowsAsync<MeshClientException>(async () => await answer.MoveNextAsync());

        Assert.Equal(MeshErrorCode.Interrupted, e.Code);
        mesh.Connection.Dispose();
        await mesh.Upstream.DisposeAsync();
    }

    [Fact]
    public async Task Stream_Cancelled_IsCancellationAndReachesTheUpstream()
    {
        await using var mesh = await ClientMesh.StartAsync(_ => s_endless);
        using var cancel = new CancellationTokenSource();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in mesh.Chat.GetStreamingResponseAsync("hello", cancellationToken: cancel.Token))
            {
                if (update.Text.Length > 0)
                {
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.Equal(cancel.Token, e.CancellationToken);
        await EventuallyAsync(() => mesh.Upstream.Aborted == 1);
    }

    [Fact]
    public async Task Stream_ReaderStops_EndsTheUpstreamCall()
    {
        await using var mesh = await ClientMesh.StartAsync(_ => s_endless);

        await foreach (var update in mesh.Chat.GetStreamingResponseAsync("hello"))
        {
            if (update.Text.Length > 0)
            {
                break;
            }
        }

        await EventuallyAsync(() => mesh.Upstream.Aborted == 1);
    }

    [Fact]
    public async Task Unary_Cancelled_IsCancellationAndReachesTheUpstream()
    {
        await using var mesh = await ClientMesh.StartAsync(_ => new UpstreamReply { FirstDelay = TimeSpan.FromMinutes(5) });
        using var cancel = new CancellationTokenSource();

        var answer = mesh.Chat.GetResponseAsync("hello", cancellationToken: cancel.Token);
        await EventuallyAsync(() => mesh.Upstream.Started == 1);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await EventuallyAsync(() => mesh.Upstream.Aborted == 1);
    }

    [Fact]
    public async Task Call_DeadlineHasPassedOnItsClock_IsDeadlineExceededAndNobodyIsAsked()
    {
        await using var mesh = await ClientMesh.StartAsync(r => Replies.Text(r, "late"), time: new PastClock());

        var e = await Assert.ThrowsAsync<MeshClientException>(() => mesh.Chat.GetResponseAsync("hello"));
        var embedding = await Assert.ThrowsAsync<MeshClientException>(() => mesh.Connection.Embeddings.GenerateAsync(["hello"]));

        Assert.Equal((MeshErrorCode.DeadlineExceeded, MeshErrorCode.DeadlineExceeded), (e.Code, embedding.Code));
        Assert.Equal(0, mesh.Upstream.Started);
    }

    [Fact]
    public async Task Call_NobodyThere_SaysSo()
    {
        using var connection = new MeshConnection(new MeshClientOptions { Address = "http://127.0.0.1:1" });

        var e = await Assert.ThrowsAsync<MeshClientException>(() => connection.Chat.GetResponseAsync("hello"));

        Assert.Equal((MeshErrorCode.Unavailable, MeshClientException.Unreachable), (e.Code, e.Reason));
        Assert.Contains("127.0.0.1:1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_AnotherDoorsAddress_SaysThatItSpeaksNoGrpc()
    {
        await using var mesh = await RunningMesh.StartAsync();
        using var connection = new MeshConnection(new MeshClientOptions { Address = mesh.HttpUrl });

        var e = await Assert.ThrowsAsync<MeshClientException>(() => connection.Chat.GetResponseAsync("hello"));

        Assert.Equal(MeshClientException.Unreachable, e.Reason);
        Assert.Contains("another door's address", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_TooLargeForTheClient_NamesTheOption()
    {
        await using var mesh = await RunningMesh.StartAsync();
        using var connection = new MeshConnection(new MeshClientOptions { Address = mesh.GrpcUrl, MaxMessageBytes = 2048 });

        var e = await Assert.ThrowsAsync<MeshClientException>(() => connection.Chat.GetResponseAsync(new string('x', 4096)));

        Assert.Equal((MeshErrorCode.InvalidRequest, "message_too_large"), (e.Code, e.Reason));
        Assert.Contains("MaxMessageBytes", e.Message, StringComparison.Ordinal);
    }

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 3000, "did not come true");
            await Task.Delay(20);
        }
    }

    private sealed class PastClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
