using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Contract;

public abstract partial class ConversationLogContract
{
    // Each would be another's if tenant and id were put together without care, or compared without regard to case, accents or width.
    private static readonly ConversationKey[] s_likeNames =
    [
        new("a", "b/c"), new("a/b", "c"), new("a:b", "c"), new("a", "b:c"), new("a", "b"), new("ab", ""), new("", "ab"), new("", ""), new("A", "b"), new("a", "B"),
        new("a ", "b"), new("a", " b"), new("{a}", "b"), new("a", "{b}"), new("{a", "b}"), new("}a{", "b"), new("a", "}"), new("a%2Fb", "c"), new("a", "b%2Fc"), new("a", "%"),
        new("a", "b*"), new("a", "?"), new("a", "[b]"), new("a", "b'"), new("a", "\"b"), new("a", "b\\"), new("a", "b\0"), new("a", "b\0c"), new("a\0b", "c"), new("a", "b\n"),
        new("1:a", "b"), new("1", "a:b"), new("ä", "b"), new("a\u0308", "b"), new("a", "日本"), new("a", "🙂"), new("a", "ｂ"), new("a", new string('x', 1000)), new("a", new string('x', 999)),
        new(new string('x', 1000), "a"), new("a", new string('ü', 1000)), new("a", "_"), new("a", "b_c"), new("a", "bXc"),
    ];

    [Fact]
    public void WholeRecords_LeaveNothingUnset() =>
        Assert.Empty(new object[] { WholeRecords.Head(s_key), WholeRecords.Turn(1, "t"), WholeRecords.Event(1) }.SelectMany(Spelled.Unset));

    [Fact]
    public async Task Records_WithEveryFieldSet_ComeBackEqual()
    {
        var (head, turn, happened) = (WholeRecords.Head(s_key), WholeRecords.Turn(5_000_000, "t\u0001\n\"'ü日本🙂"), WholeRecords.Event(1));

        Assert.Equal(WriteOutcome.Written, await WriteAsync(null, head, [turn], [happened]));

        Assert.Equal(Spelled.Out(head), Spelled.Out(await Log.ReadHeadAsync(s_key, default)));
        Assert.Equal(Spelled.Out(turn), Spelled.Out(await Log.FindTurnAsync(s_key, turn.Request.TurnId, default)));
        Assert.Equal(Spelled.Out(turn), Spelled.Out(Assert.Single(await Log.ReadTurnsAsync(s_key, 5_000_000, 1, default))));
        Assert.Equal(Spelled.Out(happened), Spelled.Out(Assert.Single(await Log.ReadOutboxAsync(s_key, default))));
    }

    [Fact]
    public async Task Records_WithNothingSet_ComeBackEqual()
    {
        var (head, turn) = (Head(s_key) with { Settings = new ConversationSettings() }, Turn(1, "t1"));
        await WriteAsync(null, head, [turn]);

        Assert.Equal(Spelled.Out(head), Spelled.Out(await Log.ReadHeadAsync(s_key, default)));
        Assert.Equal(Spelled.Out(turn), Spelled.Out(await Log.FindTurnAsync(s_key, "t1", default)));
    }

    [Fact]
    public async Task Turn_OfAMegabyte_ComesBackWhole()
    {
        var turn = Turn(1, "t1");
        turn = turn with { Request = turn.Request with { Hash = new string('é', 1 << 20) } };
        await CreateAsync(s_key, [turn]);

        Assert.Equal(turn.Request.Hash, (await Log.FindTurnAsync(s_key, "t1", default))!.Request.Hash);
    }

    [Fact]
    public async Task Conversations_OfLikeNames_NeverMeet()
    {
        for (var i = 0; i < s_likeNames.Length; i++)
        {
            Assert.Null(await Log.ReadHeadAsync(s_likeNames[i], default));
            await CreateAsync(s_likeNames[i], [Turn(i + 1, "t")]);
        }

        for (var i = 0; i < s_likeNames.Length; i++)
        {
            var key = s_likeNames[i];
            Assert.Equal(key, KeyOf((await Log.ReadHeadAsync(key, default))!));
            Assert.Equal(i + 1, Assert.Single(await Log.ReadTurnsAsync(key, 1, 256, default)).Number);
            Assert.Equal(i + 1, (await Log.FindTurnAsync(key, "t", default))!.Number);
            Assert.Single(await Log.ReadOutboxAsync(key, default));
        }

        await AllArePendingAsync([.. s_likeNames]);
    }

    // A look may give some of them, and the next others.
    private async Task AllArePendingAsync(HashSet<ConversationKey> expected)
    {
        var seen = new HashSet<ConversationKey>();
        for (var look = 0; look < 100 && seen.Count < expected.Count; look++)
        {
            seen.UnionWith(await Pending.ReadPendingAsync(default));
        }

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task Tenants_OfLikeNames_ListTheirOwnAlone()
    {
        foreach (var key in s_likeNames)
        {
            await CreateAsync(key);
            await SettleAsync(key);
        }

        foreach (var tenant in s_likeNames.GroupBy(k => k.Tenant))
        {
            Assert.Equal(tenant.Select(k => k.Id).ToHashSet(), (await Index.ListAsync(tenant.Key, null, 100, default)).Conversations.Select(c => c.Id).ToHashSet());
        }
    }
}
