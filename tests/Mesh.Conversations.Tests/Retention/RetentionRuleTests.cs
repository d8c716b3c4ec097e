using Mesh.Contracts.Catalog;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Retention;

namespace Mesh.Conversations.Tests.Retention;

public sealed class RetentionRuleTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, null, 100_000, false)]
    [InlineData(24, null, null, 23, false)]
    [InlineData(24, null, null, 24, true)]
    [InlineData(null, 24, null, 24, true)]
    [InlineData(null, null, 24, 24, true)]
    [InlineData(24, 48, null, 24, true)]
    [InlineData(48, 24, null, 24, true)]
    [InlineData(48, 24, null, 23, false)]
    [InlineData(null, 48, 24, 24, true)]
    [InlineData(null, 24, 48, 24, false)]
    [InlineData(24, 100, 48, 24, true)]
    public void Time_OfAConversation_IsTheShorterOfItsOwnAndItsTenants(int? own, int? all, int? tenants, int idle, bool isOver)
    {
        var policy = new RetentionPolicy { After = Hours(all), Tenants = tenants is null ? [] : [new TenantRetention("acme", Hours(tenants), false), new TenantRetention("other", Hours(1), true)] };

        Assert.Equal(isOver, RetentionRule.IsOver(Head(idle) with { Settings = new ConversationSettings { Retention = Hours(own) } }, policy, s_now));
    }

    [Fact]
    public void Time_OfWhatIsHeldOrDeletedOrRuns_IsNotOver()
    {
        var policy = new RetentionPolicy { After = Hours(1) };
        var running = new RunningTurn { Number = 1, TurnId = "t", Attempt = 1, Epoch = 1, Owner = "o", Deadline = s_now.AddTicks(1) };
        Assert.True(RetentionRule.IsOver(Head(2), policy, s_now));

        Assert.False(RetentionRule.IsOver(Head(2) with { Hold = new LegalHold(s_now, "") }, policy, s_now));
        Assert.False(RetentionRule.IsOver(Head(2) with { DeletedAt = s_now }, policy, s_now));
        Assert.False(RetentionRule.IsOver(Head(2) with { Running = running }, policy, s_now));
        Assert.True(RetentionRule.IsOver(Head(2) with { Running = running with { Deadline = s_now } }, policy, s_now));
        Assert.False(RetentionRule.IsOver(Head(2), policy with { Tenants = [new TenantRetention("acme", null, true)] }, s_now));
    }

    [Fact]
    public void Deletion_OfWhatIsHeld_NamesTheHold()
    {
        var own = Assert.Throws<MeshException>(() => RetentionRule.ThrowIfHeld(Head(0) with { Hold = new LegalHold(s_now, "k") }, new RetentionPolicy()));
        var tenants = Assert.Throws<MeshException>(() => RetentionRule.ThrowIfHeld(Head(0), new RetentionPolicy { Tenants = [new TenantRetention("acme", null, true)] }));
        RetentionRule.ThrowIfHeld(Head(0), new RetentionPolicy { Tenants = [new TenantRetention("acme", Hours(1), false), new TenantRetention("other", null, true)] });

        Assert.Equal([(MeshErrorCode.Conflict, "legal_hold"), (MeshErrorCode.Conflict, "legal_hold")], new[] { own, tenants }.Select(e => (e.Error.Code, e.Error.Reason)));
        Assert.Contains("'c1' is under a legal hold since 2026-11-26", own.Error.Message, StringComparison.Ordinal);
        Assert.Contains("conversations.retention.tenants.acme.hold", tenants.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeOfItsOwn_BeyondAllTime_IsNeverOver() =>
        Assert.Equal(DateTimeOffset.MaxValue, RetentionEntry.Of(Head(0) with { Settings = new ConversationSettings { Retention = TimeSpan.MaxValue } })[1].At);

    private static TimeSpan? Hours(int? hours) => hours is { } h ? TimeSpan.FromHours(h) : null;

    private static ConversationHead Head(int idleHours) => new() { Tenant = "acme", Id = "c1", Sequence = 1, UpdatedAt = s_now, ActiveAt = s_now.AddHours(-idleHours) };
}
