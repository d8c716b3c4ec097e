using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Contract;

/// <summary>What the accounts of every store do. Each store has a class of tests that derives from this one.</summary>
public abstract class ConversationAccountsContract
{
    private static readonly ConversationKey s_key = new("acme", "c1");
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly s_today = new(2026, 11, 26);

    /// <summary>Empty accounts.</summary>
    protected abstract IConversationAccounts Accounts { get; }

    [Fact]
    public async Task Attempts_HoweverTheyEnd_AreInTheLineOfTheirDayAndModel()
    {
        await BookAsync(s_key, Ended(2, TurnState.Committed, "m", 0.25m), Ended(3, TurnState.Interrupted, "m", 0.000_000_001m), Ended(4, TurnState.Cancelled, "m", 1m));
        await BookAsync(
            s_key,
            Ended(5, TurnState.Failed, "", 0m) with { Usage = null },
            new ConversationEvent { Sequence = 6, Kind = ConversationEventKind.TurnAbandoned, At = s_now },
            Ended(7, null, "cheap", 0.5m) with { Kind = ConversationEventKind.Noted });
        await BookAsync(new("acme", "c2"), Ended(1, TurnState.Committed, "m", 0.25m), Ended(2, TurnState.Committed, "m", 0.25m) with { At = s_now.AddDays(-1) });
        await BookAsync(new("other", "c1"), Ended(9, TurnState.Committed, "m", 9m));

        var lines = await Accounts.ReadAsync("acme", s_today.AddDays(-1), s_today, default);

        Assert.Equal([(s_today.AddDays(-1), "m"), (s_today, ""), (s_today, "cheap"), (s_today, "m")], lines.Select(l => (l.Day, l.Model)));
        Assert.Equal(new UsageLine { Day = s_today, Model = "m", Committed = 2, Interrupted = 1, Cancelled = 1, Input = 40, CachedInput = 4, Output = 20, Reasoning = 8, CostNanoUsd = 1_500_000_001 }, lines[3]);
        Assert.Equal(new UsageLine { Day = s_today, Model = "", Failed = 1, Abandoned = 1, Unmetered = 1 }, lines[1]);
        Assert.Equal(new UsageLine { Day = s_today, Model = "cheap", Noted = 1, Input = 10, CachedInput = 1, Output = 5, Reasoning = 2, CostNanoUsd = 500_000_000 }, lines[2]);
        Assert.Equal([9_000_000_000], (await Accounts.ReadAsync("other", s_today, s_today, default)).Select(l => l.CostNanoUsd));
        Assert.Empty(await Accounts.ReadAsync("acme", s_today.AddDays(1), s_today.AddDays(2), default));
    }

    [Fact]
    public async Task Events_ThatAreToldAgain_AreBookedOnce()
    {
        ConversationEvent[] told = [Changed(1), Ended(2, TurnState.Committed, "m", 1m), Ended(3, TurnState.Committed, "m", 1m)];
        await BookAsync(s_key, told[..2]);
        await BookAsync(s_key, told);
        await BookAsync(s_key, told[..1]);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => BookAsync(s_key, [.. told, Ended(4, TurnState.Committed, "m", 1m)])));

        Assert.Equal(3, Assert.Single(await Accounts.ReadAsync("acme", s_today, s_today, default)).Committed);
        Assert.Equal(1, Assert.Single(await Accounts.ReadAuditAsync("acme", null, 10, default)).Sequence);
    }

    [Fact]
    public async Task Events_OfOneWrite_AreAllBooked()
    {
        await BookAsync(s_key, new ConversationEvent { Sequence = 5, Kind = ConversationEventKind.TurnAbandoned, At = s_now }, Changed(5, ConversationEventKind.Deleted));

        Assert.Equal(1, Assert.Single(await Accounts.ReadAsync("acme", s_today, s_today, default)).Abandoned);
        Assert.Equal(ConversationEventKind.Deleted, Assert.Single(await Accounts.ReadAuditAsync("acme", null, 10, default)).Kind);
    }

    [Fact]
    public async Task Audit_IsReadPageByPageTheNewestFirst()
    {
        for (var i = 1; i <= 5; i++)
        {
            await BookAsync(s_key, Changed(i) with { At = s_now.AddSeconds(i / 2) });
            await BookAsync(new("acme", "c2"), Changed(i) with { At = s_now.AddSeconds(i / 2) });
            await BookAsync(new("other", "c1"), Changed(i));
        }

        var read = new List<AuditRecord>();
        for (AuditCursor? before = null; ;)
        {
            var page = await Accounts.ReadAuditAsync("acme", before, 3, default);
            read.AddRange(page);
            if (page.Count < 3)
            {
                break;
            }

            before = AuditCursor.Of(page[^1]);
        }

        Assert.Equal(
            [("c2", 5L), ("c2", 4), ("c1", 5), ("c1", 4), ("c2", 3), ("c2", 2), ("c1", 3), ("c1", 2), ("c2", 1), ("c1", 1)],
            read.Select(r => (r.Conversation, r.Sequence)));
    }

    [Fact]
    public async Task Audit_OfADeletion_HoldsItsReport()
    {
        var deleted = Changed(3, ConversationEventKind.Deleted) with { By = "key-7", Deletion = WholeRecords.Report() };
        await BookAsync(s_key, deleted);

        var record = Assert.Single(await Accounts.ReadAuditAsync("acme", null, 1, default));

        var expected = new AuditRecord { Conversation = "c1", Sequence = 3, Kind = ConversationEventKind.Deleted, At = s_now, By = "key-7", Deletion = WholeRecords.Report() };
        Assert.Equal(Spelled.Out(expected), Spelled.Out(record));
    }

    [Fact]
    public async Task Records_OlderThanTheyAreKept_GoWithTheNextBooking()
    {
        var old = s_now - IConversationAccounts.Kept - TimeSpan.FromDays(1);
        await Accounts.BookAsync(s_key, [Booking.Of(s_key, Changed(1) with { At = old })], old, default);
        Assert.Single(await Accounts.ReadAuditAsync("acme", null, 10, default));

        await BookAsync(s_key, Changed(2));

        Assert.Equal(2, Assert.Single(await Accounts.ReadAuditAsync("acme", null, 10, default)).Sequence);
    }

    [Fact]
    public async Task Conversation_ThatIsForgotten_MayBeginAnewUnderItsId()
    {
        await BookAsync(s_key, Ended(8, TurnState.Committed, "m", 1m));

        await Accounts.ForgetAsync(s_key, default);
        await Accounts.ForgetAsync(s_key, default);
        await BookAsync(s_key, Ended(2, TurnState.Committed, "m", 1m));

        Assert.Equal(2, Assert.Single(await Accounts.ReadAsync("acme", s_today, s_today, default)).Committed);
    }

    [Fact]
    public async Task Cost_BeyondAllMeasure_IsHeldToTheMostThatOneCallCanCost()
    {
        await BookAsync(s_key, Ended(1, TurnState.Committed, "m", decimal.MaxValue), Ended(2, TurnState.Committed, "m", -1m));

        Assert.Equal(1_000_000L * UsageLine.NanoUsd, Assert.Single(await Accounts.ReadAsync("acme", s_today, s_today, default)).CostNanoUsd);
    }

    [Fact]
    public async Task Read_OutOfBounds_IsRefused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Accounts.ReadAsync("acme", s_today, s_today.AddDays(-1), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Accounts.ReadAsync("acme", s_today, s_today.AddDays(IConversationAccounts.MostDays), default));
        Assert.Empty(await Accounts.ReadAsync("acme", s_today, s_today.AddDays(IConversationAccounts.MostDays - 1), default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Accounts.ReadAuditAsync("acme", null, 0, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Accounts.ReadAuditAsync("acme", null, IConversationAccounts.MostRecords + 1, default));
    }

    private static ConversationEvent Ended(long sequence, TurnState? state, string model, decimal costUsd) => new()
    {
        Sequence = sequence,
        Kind = ConversationEventKind.TurnEnded,
        At = s_now,
        Number = 1,
        Attempt = 1,
        State = state,
        Usage = new TokenUsage { Input = 10, CachedInput = 1, Output = 5, Reasoning = 2 },
        CostUsd = costUsd,
        Model = model,
    };

    private static ConversationEvent Changed(long sequence, ConversationEventKind kind = ConversationEventKind.Updated) => new() { Sequence = sequence, Kind = kind, At = s_now };

    private Task BookAsync(ConversationKey key, params ConversationEvent[] events) => Accounts.BookAsync(key, [.. events.Select(e => Booking.Of(key, e))], s_now, default);
}
