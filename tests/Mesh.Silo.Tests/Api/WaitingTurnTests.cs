using Grpc.Core;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api;

/// <summary>What callers hear while their turn waits behind another one, lest something on the way closes the connection.</summary>
public sealed class WaitingTurnTests : ConversationDoor
{
    [Fact]
    public async Task SendTurn_ThatWaits_TellsProgressToWhoeverUnderstandsIt()
    {
        using var first = await HoldAsync();
        using var second = Caller.Conversations.SendTurn(Turn(V1.Signal.Progress));

        Assert.True(await second.ResponseStream.MoveNext(default));
        Assert.Equal((V1.TurnFrame.EventOneofCase.Progress, null), (second.ResponseStream.Current.EventCase, second.ResponseStream.Current.Position));
        await EndAsync();
        var rest = await second.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.Equal(V1.TurnState.Committed, rest[^1].Over.State);
    }

    [Fact]
    public async Task SendTurn_ThatWaits_SendsItsHeadersToOthers()
    {
        using var first = await HoldAsync();
        using var second = Caller.Conversations.SendTurn(Turn());

        await second.ResponseHeadersAsync.WaitAsync(TimeSpan.FromSeconds(30));

        await EndAsync();
        var frames = await second.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.NotNull(frames[0].Accepted);
        Assert.Equal(V1.TurnState.Committed, frames[^1].Over.State);
    }

    [Fact]
    public async Task Response_ThatWaits_TellsAComment()
    {
        using var first = await HoldAsync();
        using var response = await Mesh.PostAsync("/v1/responses", """{"model":"m","conversation":"c1","input":"next","stream":true}""");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal(": waiting", await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        await EndAsync();
        var rest = await reader.ReadToEndAsync();
        Assert.StartsWith("\nevent: response.created\n", rest, StringComparison.Ordinal);
        Assert.Contains("event: response.completed\n", rest, StringComparison.Ordinal);
    }

    private static V1.SendTurnRequest Turn(params V1.Signal[] accepts) =>
        new() { ConversationId = "c1", Chat = Says("next"), Options = new V1.TurnOptions { TurnId = "next", Accepts = { accepts } } };

    // A turn that runs until it is cancelled; those behind it are answered.
    private async Task<AsyncServerStreamingCall<V1.TurnFrame>> HoldAsync()
    {
        Upstream.Script = r => ChatReplies.Answer(r, ["some"]) is var whole && Upstream.Started == 1 ? whole with { Pieces = [.. whole.Pieces.Take(2)], Ending = UpstreamEnding.Silence } : whole;
        var call = Send("t1", "hold", default);
        await call.ResponseStream.MoveNext(default);
        return call;
    }

    private async Task EndAsync() => await Caller.Conversations.CancelTurnAsync(new V1.CancelTurnRequest { ConversationId = "c1", TurnId = "t1" });
}
