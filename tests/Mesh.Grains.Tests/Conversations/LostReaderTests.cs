using System.Collections.Concurrent;
using System.Globalization;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Grains.Conversations;
using Mesh.Grains.Tests.Hosting;
using Mesh.Testing;
using Orleans.TestingHost;

namespace Mesh.Grains.Tests.Conversations;

[Collection(Clusters.Name)]
public sealed class LostReaderTests
{
    private const int Pieces = 48;
    private const int Rounds = 20;
    private const int AtOnce = 10;
    private static readonly string[] s_pieces = [.. Enumerable.Range(0, Pieces).Select(i => $"{i};")];

    // A start, the pieces, a finish, a count of tokens and the end: a reader is lost before each, and an owner behind each but the end.
    private const int Frames = Pieces + 4;
    private const int Stops = Pieces + 2;

    [Fact]
    public async Task Reader_LostAtEveryFrame_GetsExactlyTheMissingOnesAtAnotherSilo()
    {
        await using var cluster = await ConversationCluster.StartAsync(3, r => ChatReplies.Answer(r, s_pieces) with { PieceDelay = TimeSpan.FromMilliseconds(1) });
        var cases = Enumerable.Range(0, Rounds).SelectMany(round => Enumerable.Range(0, Frames).Select(at => (round, at))).ToArray();
        var whole = 0;

        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (one, _) =>
        {
            var (conversation, first) = ($"c-{one.round}-{one.at}", one.at % 3);
            await cluster.CreateAsync(conversation);
            var had = await ReadAsync(await cluster.Turns(cluster.Mesh.Silos[first]).SendAsync(ConversationCluster.Caller, conversation, ConversationCluster.Turn("t"), default), one.at);

            var resumed = await cluster.Turns(cluster.Mesh.Silos[(first + 1) % 3]).ResumeAsync(ConversationCluster.Caller, conversation, "t", new TurnPosition(1, 1, one.at));
            var all = had.Concat(await ReadAsync(resumed, int.MaxValue)).ToArray();

            Assert.Equal(Enumerable.Range(0, Frames).Select(i => new TurnPosition(1, 1, i)), all.Select(f => f.Position));
            Assert.Equal(string.Concat(s_pieces), Text(all));
            Assert.Equal(TurnState.Committed, Assert.IsType<TurnOver>(all[^1].Event).Turn.State);
            Interlocked.Increment(ref whole);
        });

        Assert.Equal(Rounds * Frames, whole);
        Assert.Equal(whole, cluster.Upstream.Completed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Owner_LostAtEveryFrame_GivesEachReaderOneResetAndTheWholeNewAttempt(int round)
    {
        // Each turn stops behind a frame of its own, until its silo is gone; the next attempt is whole.
        var asked = new ConcurrentDictionary<string, int>();
        await using var cluster = await ConversationCluster.StartAsync(3, r =>
        {
            var (whole, said) = (ChatReplies.Answer(r, s_pieces), ConversationCluster.LastSaid(r));
            return asked.AddOrUpdate(said, 1, (_, n) => n + 1) > 1
                ? whole
                : whole with { Pieces = [.. whole.Pieces.Take(1 + int.Parse(said, CultureInfo.InvariantCulture))], Ending = UpstreamEnding.Silence };
        });
        var owner = cluster.Mesh.Silos[round % 3];
        var others = cluster.Mesh.Silos.Where(s => s != owner).ToArray();
        var (readers, reading) = (new List<Task<List<TurnFrame>>>(), 0);
        for (var at = 1; at <= Stops; at++)
        {
            await cluster.CreateAsync($"c{at}");
            await cluster.Turns(owner).SendAsync(ConversationCluster.Caller, $"c{at}", ConversationCluster.Turn("t", $"{at}", detached: true), default);
            foreach (var silo in others)
            {
                readers.Add(ReadAsync(await cluster.Turns(silo).ResumeAsync(ConversationCluster.Caller, $"c{at}", "t", null), int.MaxValue, () => Interlocked.Increment(ref reading)));
            }
        }

        await Wait.UntilAsync(() => reading == readers.Count, "all turns are read", 30);
        await cluster.Mesh.Cluster.KillSiloAsync(owner);

        foreach (var frames in await Task.WhenAll(readers))
        {
            Assert.Single(frames, f => f.Event is TurnReset);
            var anew = frames.Skip(1 + frames.FindIndex(f => f.Event is TurnReset)).ToArray();
            Assert.Equal(Enumerable.Range(0, Frames).Select(i => new TurnPosition(1, 2, i)), anew.Select(f => f.Position));
            Assert.Equal(string.Concat(s_pieces), Text(anew));
        }
    }

    private static string Text(IEnumerable<TurnFrame> frames) => string.Concat(frames.Select(f => f.Event is TurnContent { Content: TextDelta t } ? t.Text : ""));

    // Stops after so many frames, as a caller does that is killed.
    private static async Task<List<TurnFrame>> ReadAsync(TurnReader reader, int most, Action? first = null)
    {
        var frames = new List<TurnFrame>();
        if (most > 0)
        {
            await foreach (var frame in reader.ReadAsync(default))
            {
                frames.Add(frame);
                if (frames.Count == 1)
                {
                    first?.Invoke();
                }

                if (frames.Count == most)
                {
                    break;
                }
            }
        }

        return frames;
    }
}
