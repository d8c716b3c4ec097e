using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;

namespace Mesh.Conversations.Tests.Contract;

/// <summary>What every log of conversations does, whatever it keeps them in. Each log has a class of tests that derives from this one.</summary>
public abstract partial class ConversationLogContract
{
    private static readonly ConversationKey s_key = new("acme", "c1");

    /// <summary>An empty log.</summary>
    protected abstract IConversationLog Log { get; }

    /// <summary>The index over it.</summary>
    protected abstract IConversationIndex Index { get; }

    /// <summary>What it knows of outboxes that are not empty.</summary>
    protected abstract IPendingOutboxes Pending { get; }

    /// <summary>What retention looks at.</summary>
    protected abstract IRetentionIndex Retention { get; }

    /// <summary>How many random courses are tried: a store that waits for a disk gets through fewer.</summary>
    protected virtual int Courses => 50;

    /// <summary>Brings the index up to date with a conversation, where that is a step of its own.</summary>
    protected virtual Task SettleAsync(ConversationKey key) => Task.CompletedTask;

    [Fact]
    public async Task Head_OfNothing_IsAbsent()
    {
        Assert.Null(await Log.ReadHeadAsync(s_key, default));
        Assert.Null(await Log.FindTurnAsync(s_key, "t1", default));
        Assert.Empty(await Log.ReadTurnsAsync(s_key, 1, 10, default));
        Assert.Empty(await Log.ReadOutboxAsync(s_key, default));
        await Log.ForgetOutboxAsync(s_key, 100, default);
    }

    [Fact]
    public async Task Head_ThatWasWritten_IsRead()
    {
        var head = await CreateAsync(s_key);

        Assert.Equal(Spelled.Out(head), Spelled.Out(await Log.ReadHeadAsync(s_key, default)));
    }

    [Fact]
    public async Task Tombstone_IsReadAndNotWrittenOver()
    {
        var head = await CreateAsync(s_key);
        var tombstone = Next(head) with { DeletedAt = WholeRecords.Time };
        Assert.Equal(WriteOutcome.Written, await WriteAsync(head, tombstone, erases: true));

        Assert.Equal(WholeRecords.Time, (await Log.ReadHeadAsync(s_key, default))!.DeletedAt);
        Assert.Equal(WriteOutcome.Stale, await WriteAsync(null, head));
        Assert.Equal(WriteOutcome.Stale, await WriteAsync(head, Next(head)));
    }

    [Fact]
    public async Task Write_OfTwoThatSawTheSame_LetsOneThrough()
    {
        var head = await CreateAsync(s_key);

        Assert.Equal(WriteOutcome.Written, await WriteAsync(head, Next(head), [Turn(1, "mine")], [Event(2)]));
        Assert.Equal(WriteOutcome.Stale, await WriteAsync(head, Next(head) with { Digest = "theirs" }, [Turn(1, "theirs")], [Event(2, number: 9)]));

        Assert.Equal("", (await Log.ReadHeadAsync(s_key, default))!.Digest);
        Assert.Equal("mine", Assert.Single(await Log.ReadTurnsAsync(s_key, 1, 10, default)).Request.TurnId);
        Assert.Null(await Log.FindTurnAsync(s_key, "theirs", default));
        Assert.Equal([0L, 0L], (await Log.ReadOutboxAsync(s_key, default)).Select(e => e.Number));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(0, -1)]
    public async Task Write_AgainstAnotherSequenceOrEpoch_IsStale(long sequence, long epoch)
    {
        var first = await CreateAsync(s_key);
        var head = Next(first) with { Epoch = 7 };
        await WriteAsync(first, head);

        var seen = head with { Sequence = head.Sequence + sequence, Epoch = head.Epoch + epoch };

        Assert.Equal(WriteOutcome.Stale, await WriteAsync(seen, Next(head)));
        Assert.Equal(WriteOutcome.Written, await WriteAsync(head, Next(head)));
    }

    [Fact]
    public async Task Write_ThatSawNothing_DoesNotWriteOverSomething()
    {
        var head = await CreateAsync(s_key);

        Assert.Equal(WriteOutcome.Stale, await WriteAsync(null, head with { CreationHash = "other" }));
        Assert.Equal("", (await Log.ReadHeadAsync(s_key, default))!.CreationHash);
    }

    [Fact]
    public async Task Write_ThatSawSomethingWhereNothingIs_IsStale()
    {
        Assert.Equal(WriteOutcome.Stale, await WriteAsync(Head(s_key), Next(Head(s_key)), [Turn(1, "t1")], [Event(2)]));

        Assert.Null(await Log.ReadHeadAsync(s_key, default));
        Assert.Empty(await Log.ReadTurnsAsync(s_key, 1, 10, default));
        Assert.Empty(await Log.ReadOutboxAsync(s_key, default));
    }

    [Fact]
    public async Task Write_OfATurnIdThatIsTaken_IsStaleAndWritesNothing()
    {
        var head = await CreateAsync(s_key, [Turn(1, "t1")]);

        Assert.Equal(WriteOutcome.Stale, await WriteAsync(head, Next(head), [Turn(2, "t2"), Turn(3, "t1")], [Event(2)]));

        Assert.Equal(1, (await Log.ReadHeadAsync(s_key, default))!.Sequence);
        Assert.Single(await Log.ReadTurnsAsync(s_key, 1, 10, default));
        Assert.Null(await Log.FindTurnAsync(s_key, "t2", default));
        Assert.Single(await Log.ReadOutboxAsync(s_key, default));
    }

    [Fact]
    public async Task Turn_WithANumberThatIsThere_TakesItsPlace()
    {
        var head = await CreateAsync(s_key, [Turn(1, "t1"), Turn(2, "t2")]);

        Assert.Equal(WriteOutcome.Written, await WriteAsync(head, Next(head), [Turn(1, "t1") with { State = TurnState.Committed, Attempt = 2 }, Turn(3, "t3")]));

        var turns = await Log.ReadTurnsAsync(s_key, 1, 10, default);
        Assert.Equal([(1L, 2), (2, 1), (3, 1)], turns.Select(t => (t.Number, t.Attempt)));
        Assert.Equal(TurnState.Committed, (await Log.FindTurnAsync(s_key, "t1", default))!.State);
    }

    [Fact]
    public async Task Turn_IsFoundByItsOwnIdAlone()
    {
        await CreateAsync(s_key, [Turn(1, "t1"), Turn(2, "T1"), Turn(3, "t1 "), Turn(4, "")]);

        foreach (var (id, number) in new[] { ("t1", 1L), ("T1", 2), ("t1 ", 3), ("", 4) })
        {
            Assert.Equal(number, (await Log.FindTurnAsync(s_key, id, default))!.Number);
        }

        Assert.Null(await Log.FindTurnAsync(s_key, "t", default));
    }

    [Theory]
    [InlineData(1, 256, new long[] { 1, 2, 5, 9, 300 })]
    [InlineData(2, 4, new long[] { 2, 5 })]
    [InlineData(3, 2, new long[] { })]
    [InlineData(9, 1, new long[] { 9 })]
    [InlineData(301, 256, new long[] { })]
    [InlineData(-5, 7, new long[] { 1 })]
    [InlineData(1, 0, new long[] { })]
    public async Task Turns_OfARange_AreThoseInItInOrder(long from, int count, long[] expected)
    {
        var head = await CreateAsync(s_key, [Turn(9, "t9"), Turn(1, "t1"), Turn(5, "t5")]);
        await WriteAsync(head, Next(head), [Turn(2, "t2"), Turn(300, "t300")]);

        Assert.Equal(expected.Where(n => n < from + count), (await Log.ReadTurnsAsync(s_key, from, count, default)).Select(t => t.Number));
    }

    [Fact]
    public async Task Turns_OfMoreThanTheBound_AreRefused() =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Log.ReadTurnsAsync(s_key, 1, LogBounds.MostTurnsRead + 1, default));

    [Fact]
    public async Task Write_OfMoreThanTheBound_IsRefused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => WriteAsync(null, Head(s_key), [.. Enumerable.Range(1, LogBounds.MostTurnsWritten + 1).Select(i => Turn(i, $"t{i}"))]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => WriteAsync(null, Head(s_key), [], [.. Enumerable.Range(1, LogBounds.MostEventsWritten + 1).Select(_ => Event(1))]));

        Assert.Null(await Log.ReadHeadAsync(s_key, default));
    }

    [Fact]
    public async Task Erase_TakesTurnsAndTheirIdsAndLeavesTheRest()
    {
        var head = await CreateAsync(s_key, [Turn(1, "t1"), Turn(2, "t2")]);

        Assert.Equal(WriteOutcome.Written, await WriteAsync(head, Next(head), [], [Event(2)], erases: true));

        Assert.Equal(2, (await Log.ReadHeadAsync(s_key, default))!.Sequence);
        Assert.Empty(await Log.ReadTurnsAsync(s_key, 1, 10, default));
        Assert.Null(await Log.FindTurnAsync(s_key, "t1", default));
        Assert.Equal([1L, 2], (await Log.ReadOutboxAsync(s_key, default)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Erase_ThatWritesTurnsToo_LeavesThese()
    {
        var head = await CreateAsync(s_key, [Turn(1, "t1"), Turn(2, "t2")]);

        Assert.Equal(WriteOutcome.Written, await WriteAsync(head, Next(head), [Turn(2, "t2"), Turn(7, "t7")], erases: true));

        Assert.Equal([2L, 7], (await Log.ReadTurnsAsync(s_key, 1, 10, default)).Select(t => t.Number));
        Assert.Null(await Log.FindTurnAsync(s_key, "t1", default));
    }

    [Fact]
    public async Task Call_ThatIsCancelledBefore_IsNotMade()
    {
        var head = await CreateAsync(s_key, [Turn(1, "t1")]);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.ReadHeadAsync(s_key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.FindTurnAsync(s_key, "t1", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.ReadTurnsAsync(s_key, 1, 1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.ReadOutboxAsync(s_key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.ForgetOutboxAsync(s_key, 1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Index.ListAsync("acme", null, 1, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pending.ReadPendingAsync(cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.WriteAsync(s_key, new LogWrite { Seen = head, Head = Next(head) }, cancelled));

        Assert.Equal(1, (await Log.ReadHeadAsync(s_key, default))!.Sequence);
        Assert.Single(await Log.ReadOutboxAsync(s_key, default));
    }

    private static ConversationHead Head(ConversationKey key) => new() { Tenant = key.Tenant, Id = key.Id, Sequence = 1, CreatedAt = WholeRecords.Time, UpdatedAt = WholeRecords.Time };

    private static ConversationHead Next(ConversationHead head) => head with { Sequence = head.Sequence + 1, UpdatedAt = head.UpdatedAt.AddSeconds(1) };

    private static TurnRecord Turn(long number, string id) =>
        new() { Number = number, State = TurnState.Accepted, Attempt = 1, Epoch = 1, Request = new TurnRequest { TurnId = id, Hash = "h", Chat = new() { Messages = [] } } };

    private static ConversationEvent Event(long sequence, long number = 0) => new() { Sequence = sequence, Kind = ConversationEventKind.Updated, At = WholeRecords.Time, Number = number };

    private static ConversationKey KeyOf(ConversationHead head) => new(head.Tenant, head.Id);

    private async Task<ConversationHead> CreateAsync(ConversationKey key, TurnRecord[]? turns = null)
    {
        var head = Head(key);
        Assert.Equal(WriteOutcome.Written, await WriteAsync(null, head, turns, [Event(1)]));
        return head;
    }

    private Task<WriteOutcome> WriteAsync(ConversationHead? seen, ConversationHead head, TurnRecord[]? turns = null, ConversationEvent[]? events = null, bool erases = false) =>
        Log.WriteAsync(KeyOf(head), new LogWrite { Seen = seen, Head = head, Turns = turns ?? [], Events = events ?? [], ErasesTurns = erases }, default);
}
