using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Conversations;
using Mesh.Grains.Conversations.Live;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;

namespace Mesh.Grains.Tests.Conversations;

[Collection(Clusters.Name)]
public sealed class ReplayedTurnTests
{
    private static readonly string[] s_pieces = ["a", "b", "c"];

    [Fact]
    public async Task Reader_OfAPartOfWhatIsKeptThatFindsTheAttemptsOwnFrames_BeginsAnew()
    {
        await using var cluster = await ConversationCluster.StartAsync(1, r => ChatReplies.Answer(r, s_pieces));
        var (turns, live) = (cluster.Turns(cluster.Mesh.Silos[0]), cluster.Mesh.Service<LiveTurns>(cluster.Mesh.Silos[0]));
        await cluster.CreateAsync("c");
        var own = await ReadAsync(await turns.SendAsync(ConversationCluster.Caller, "c", ConversationCluster.Turn("t"), default));

        // As a reader at a silo that cannot reach the one that ran it has it: the frames are told from what is kept.
        live.Forget(Assert.Single(live.All));
        var replayed = await ReadAsync(await turns.SendAsync(ConversationCluster.Caller, "c", ConversationCluster.Turn("t"), default));
        var text = Assert.Single(replayed, f => f.Event is TurnContent { Content: TextDelta });
        Assert.Equal(("abc", true), (Text([text]), text.Position.Seq >= TurnReplay.First));
        var found = live.Open(new TurnAddress(ConversationCluster.Caller.Tenant, "c", 1, 1), detached: false);
        Assert.All(own, f => Assert.True(found.Add(f.Event)));

        var resumed = await ReadAsync(await turns.ResumeAsync(ConversationCluster.Caller, "c", "t", text.Position with { Seq = text.Position.Seq + 1 }));

        Assert.Equal("replayed", Assert.IsType<TurnReset>(resumed[0].Event).Reason);
        Assert.Equal(own, resumed.Skip(1));
    }

    private static string Text(IEnumerable<TurnFrame> frames) => string.Concat(frames.Select(f => f.Event is TurnContent { Content: TextDelta t } ? t.Text : ""));

    private static async Task<List<TurnFrame>> ReadAsync(TurnReader reader)
    {
        var frames = new List<TurnFrame>();
        await foreach (var frame in reader.ReadAsync(default))
        {
            frames.Add(frame);
        }

        return frames;
    }
}
