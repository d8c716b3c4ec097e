using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;

namespace Mesh.Conversations.Tests.Contract;

public abstract partial class ConversationLogContract
{
    [Fact]
    public async Task Outbox_OfSeveralWrites_IsInTheirOrder()
    {
        var head = await CreateAsync(s_key);
        for (var i = 2; i <= 12; i++)
        {
            var next = Next(head);
            await WriteAsync(head, next, [], [Event(i, number: 20), Event(i, number: 10)]);
            head = next;
        }

        var expected = Enumerable.Range(2, 11).SelectMany(i => new[] { ((long)i, 20L), (i, 10) }).Prepend((1, 0));
        Assert.Equal(expected, (await Log.ReadOutboxAsync(s_key, default)).Select(e => (e.Sequence, e.Number)));
    }

    [Fact]
    public async Task Outbox_HoldsLikeEventsOfOneWriteApart()
    {
        await WriteAsync(null, Head(s_key), [], [Event(1), Event(1)]);

        Assert.Equal(2, (await Log.ReadOutboxAsync(s_key, default)).Count);
    }

    [Fact]
    public async Task Outbox_ThatIsForgotten_LosesThatAndNoMore()
    {
        var head = await CreateAsync(s_key);
        await WriteAsync(head, Next(head), [], [Event(2), Event(2, number: 1)]);
        await WriteAsync(Next(head), Next(Next(head)), [], [Event(3)]);

        await Log.ForgetOutboxAsync(s_key, 2, default);
        await Log.ForgetOutboxAsync(s_key, 1, default);

        Assert.Equal(3, Assert.Single(await Log.ReadOutboxAsync(s_key, default)).Sequence);
        await Log.ForgetOutboxAsync(s_key, long.MaxValue, default);
        Assert.Empty(await Log.ReadOutboxAsync(s_key, default));
        Assert.Equal(3, (await Log.ReadHeadAsync(s_key, default))!.Sequence);
    }

    [Fact]
    public async Task Outbox_LargerThanOneRead_IsGivenInParts()
    {
        var head = await CreateAsync(s_key);
        for (var i = 2; i <= 10; i++)
        {
            var next = Next(head);
            await WriteAsync(head, next, [], [.. Enumerable.Range(1, LogBounds.MostEventsWritten).Select(n => Event(i, n))]);
            head = next;
        }

        var first = await Log.ReadOutboxAsync(s_key, default);
        Assert.Equal(LogBounds.MostEventsRead, first.Count);
        await Log.ForgetOutboxAsync(s_key, first[^1].Sequence - 1, default);
        Assert.Equal((first[^1].Sequence, 1), ((await Log.ReadOutboxAsync(s_key, default))[0].Sequence, (await Log.ReadOutboxAsync(s_key, default))[0].Number));
    }

    [Fact]
    public async Task Outbox_IsPendingUntilItIsForgotten()
    {
        Assert.Empty(await Pending.ReadPendingAsync(default));
        var (one, two) = (await CreateAsync(s_key), await CreateAsync(new("acme", "c/2:{x}")));
        Assert.Equal([KeyOf(one), KeyOf(two)], (await Pending.ReadPendingAsync(default)).OrderBy(k => k.Id, StringComparer.Ordinal).Reverse());

        await Log.ForgetOutboxAsync(KeyOf(two), 1, default);
        await WriteAsync(one, Next(one), [], [Event(2)]);
        await Log.ForgetOutboxAsync(KeyOf(one), 1, default);

        Assert.Equal(KeyOf(one), Assert.Single(await Pending.ReadPendingAsync(default)));
        await Log.ForgetOutboxAsync(KeyOf(one), 2, default);
        Assert.Empty(await Pending.ReadPendingAsync(default));
    }

    [Fact]
    public async Task Outbox_OfARefusedWrite_IsNotPending()
    {
        var head = await CreateAsync(s_key);
        await Log.ForgetOutboxAsync(s_key, 1, default);

        await WriteAsync(null, head, [], [Event(1)]);

        Assert.Empty(await Pending.ReadPendingAsync(default));
    }

    [Fact]
    public async Task Relay_TellsEveryEventOnceAndInOrderAndForgetsIt()
    {
        var head = await CreateAsync(s_key);
        for (var i = 2; i <= 10; i++)
        {
            var next = Next(head);
            await WriteAsync(head, next, [], [.. Enumerable.Range(1, LogBounds.MostEventsWritten).Select(n => Event(i, n))]);
            head = next;
        }

        var follower = new Follower();
        Assert.True(await new ConversationOutbox(Log, [follower]).TellOnAsync(s_key, default));

        var expected = Enumerable.Range(2, 9).SelectMany(i => Enumerable.Range(1, LogBounds.MostEventsWritten).Select(n => ((long)i, (long)n))).Prepend((1, 0));
        Assert.Equal(expected, follower.Told);
        Assert.Empty(await Log.ReadOutboxAsync(s_key, default));
        Assert.Empty(await Pending.ReadPendingAsync(default));
    }

    [Fact]
    public async Task Relay_WhoseFollowerFails_TellsItAgain()
    {
        await CreateAsync(s_key);
        var follower = new Follower { Fault = new InvalidOperationException("down") };
        var relay = new ConversationOutbox(Log, [follower]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => relay.TellOnAsync(s_key, default));
        Assert.Single(await Pending.ReadPendingAsync(default));

        follower.Fault = null;
        Assert.True(await relay.TellOnAsync(s_key, default));

        Assert.Equal([(1L, 0L)], follower.Told);
        Assert.Empty(await Pending.ReadPendingAsync(default));
    }

    private sealed class Follower : IConversationFollower
    {
        public List<(long Sequence, long Number)> Told { get; } = [];

        public Exception? Fault { get; set; }

        public Task FollowAsync(ConversationKey key, ConversationHead head, IReadOnlyList<ConversationEvent> events, CancellationToken cancellationToken)
        {
            if (Fault is not null)
            {
                return Task.FromException(Fault);
            }

            Assert.True(head.Sequence >= events[^1].Sequence);
            Told.AddRange(events.Select(e => (e.Sequence, e.Number)));
            return Task.CompletedTask;
        }

        public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
