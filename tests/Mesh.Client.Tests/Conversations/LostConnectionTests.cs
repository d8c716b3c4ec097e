using Mesh.Client.Answers;
using Mesh.Client.Conversations;
using Mesh.Client.Errors;
using Mesh.Testing;
using Mesh.Testing.Proxy;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client.Tests.Conversations;

public sealed class LostConnectionTests : ConversationMesh
{
    // That it is accepted, its start, the pieces, a finish and a count of tokens.
    private static readonly int s_frames = 4 + Pieces.Length;

    [Fact]
    public async Task Send_ConnectionLostAfterAnyFrame_GivesEachFrameOnce()
    {
        Mesh.Upstream.Script = r => ChatReplies.Answer(r, Pieces) with { PieceDelay = TimeSpan.FromMilliseconds(20) };

        await Task.WhenAll(Enumerable.Range(1, s_frames).Select(async lostAfter =>
        {
            await Client.CreateAsync(new V1.CreateConversationRequest { Id = $"c{lostAfter}", Route = "m" });
            await using var proxy = Proxy();
            using var connection = Through(proxy);
            var (frames, updates) = (new List<V1.TurnFrame>(), new List<ChatResponseUpdate>());
            await foreach (var update in connection.Conversations.SendAsync($"c{lostAfter}", Says("hello")))
            {
                updates.AddOrClear(update);
                if (update.RawRepresentation is V1.TurnFrame frame && !frames.Contains(frame))
                {
                    frames.Add(frame);
                }

                if (frames.Count == lostAfter)
                {
                    proxy.ResetAll();
                }
            }

            Assert.Equal(string.Concat(Pieces), updates.ToChatResponse().Text);
            Assert.NotNull(frames[0].Accepted);
            Assert.Distinct(frames.Skip(1).Select(f => f.Position));
            Assert.Equal(V1.TurnState.Committed, frames[^1].Over.State);
        }));

        Assert.Equal(s_frames, Mesh.Upstream.Started);
    }

    [Fact]
    public async Task Send_ConnectionLostBeforeItIsAccepted_IsSentAgainAndOneTurn()
    {
        await using var proxy = Proxy();
        using var connection = Through(proxy);

        // What the mesh says does not arrive.
        await connection.Conversations.GetAsync("c");
        proxy.Faults = ProxyFaults.None with { ToClient = FlowFaults.None with { Swallows = true } };
        var answer = connection.Conversations.SendAsync("c", Says("hello")).ToMeshResponseAsync();
        await UntilAsync(() => Mesh.Upstream.Started == 1);
        proxy.Faults = ProxyFaults.None;
        proxy.ResetAll();

        Assert.Equal(string.Concat(Pieces), (await answer).Text);
        Assert.Equal(1, Mesh.Upstream.Started);
        Assert.Equal(1, (await Client.GetAsync("c")).Turns);
    }

    [Fact]
    public async Task Send_MeshLostForLongerThanItIsTriedFor_TellsWhereToTakeItUp()
    {
        Mesh.Upstream.Script = r => ChatReplies.Answer(r, Pieces) is var whole ? whole with { Pieces = [.. whole.Pieces.Take(1 + Pieces.Length)], Ending = UpstreamEnding.Silence } : null!;
        var proxy = Proxy();
        using var connection = Through(proxy);
        var turn = new MeshTurnOptions { TurnId = "t", ResumeFor = TimeSpan.FromMilliseconds(500) };

        var e = await Assert.ThrowsAsync<MeshClientException>(async () =>
        {
            await foreach (var update in connection.Conversations.SendAsync("c", Says("hello"), turn: turn))
            {
                if (update.Text == Pieces[^1])
                {
                    await proxy.DisposeAsync();
                }
            }
        });

        Assert.True(e.RetryCanHelp);
        Assert.Contains("Turn 't' of conversation 'c'", e.Message, StringComparison.Ordinal);
        Assert.Contains($"at 1.1.{1 + Pieces.Length}", e.Message, StringComparison.Ordinal);
        await Client.CancelTurnAsync("c", "t");
    }

    [Fact]
    public async Task Send_MeshThatWasNeverThere_IsToldAtOnce()
    {
        var proxy = Proxy();
        using var connection = Through(proxy);
        await proxy.DisposeAsync();

        var e = await Assert.ThrowsAsync<MeshClientException>(() => connection.Conversations.SendAsync("c", Says("hello")).ToMeshResponseAsync().WaitAsync(TimeSpan.FromMinutes(2)));

        Assert.Equal(MeshClientException.Unreachable, e.Reason);
    }

    [Fact]
    public async Task Resume_FromAPlace_GivesTheFramesFromThere()
    {
        await Client.SendAsync("c", Says("hello"), turn: new MeshTurnOptions { TurnId = "t" }).ToMeshResponseAsync();

        var rest = await Client.ResumeAsync("c", "t", new V1.TurnPosition { Turn = 1, Attempt = 1, Seq = 4 }).ToMeshResponseAsync();

        Assert.Equal(string.Concat(Pieces.Skip(3)), rest.Text);
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var i = 0; !holds(); i++)
        {
            Assert.True(i < 3000, "did not come true");
            await Task.Delay(10);
        }
    }
}
