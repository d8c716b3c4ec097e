using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Contract;

public abstract partial class ConversationLogContract
{
    [Fact]
    public async Task List_OfNothing_IsEmpty()
    {
        var page = await Index.ListAsync("acme", null, 10, default);

        Assert.Empty(page.Conversations);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task List_ShowsWhatTheHeadSays()
    {
        var head = WholeRecords.Head(s_key) with { DeletedAt = null };
        await WriteAsync(null, head, [], [Event(1)]);
        await SettleAsync(s_key);

        Assert.Equal(Spelled.Out(ListedConversation.Of(head)), Spelled.Out(Assert.Single((await Index.ListAsync("acme", null, 10, default)).Conversations)));
    }

    [Fact]
    public async Task List_IsInTheOrderOfTheLastUpdate()
    {
        foreach (var (id, at) in new[] { ("a", 3), ("b", 1), ("c", 2), ("d", 2) })
        {
            await CreateAtAsync(id, at);
        }

        Assert.Equal(["a", "d", "c", "b"], await IdsAsync(10));
        await TouchAsync("b", 9);
        Assert.Equal(["b", "a", "d", "c"], await IdsAsync(10));
    }

    [Fact]
    public async Task List_OrdersByTheInstantAndNotTheHourOnTheWall()
    {
        await CreateAtAsync("early", 0, TimeSpan.FromHours(9));
        await CreateAtAsync("late", 1, TimeSpan.FromHours(-9));

        Assert.Equal(["late", "early"], await IdsAsync(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(11)]
    public async Task List_PageByPage_GivesEachOnce(int size)
    {
        for (var i = 0; i < 10; i++)
        {
            // Pairs of one instant each.
            await CreateAtAsync($"c{i}", i / 2);
        }

        Assert.Equal(["c9", "c8", "c7", "c6", "c5", "c4", "c3", "c2", "c1", "c0"], await IdsAsync(size));
    }

    [Fact]
    public async Task List_WhileOthersWrite_GivesTheUntouchedOnceAndNoneTwice()
    {
        for (var i = 0; i < 9; i++)
        {
            await CreateAtAsync($"c{i}", i);
        }

        var first = await Index.ListAsync("acme", null, 3, default);
        await TouchAsync("c7", 100);
        await TouchAsync("c2", 101);
        await DeleteAsync("c4");
        await CreateAtAsync("new", 102);
        var rest = await IdsAsync(2, first.Next);

        Assert.Equal(["c8", "c7", "c6"], first.Conversations.Select(c => c.Id));
        Assert.Equal(["c5", "c3", "c1", "c0"], rest);
    }

    [Fact]
    public async Task List_LeavesDeletedOnesOut()
    {
        await CreateAtAsync("a", 1);
        await CreateAtAsync("b", 2);

        await DeleteAsync("b");

        Assert.Equal(["a"], await IdsAsync(10));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(LogBounds.MostListed + 1)]
    public async Task List_OfAPageOutOfBounds_IsRefused(int size) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Index.ListAsync("acme", null, size, default));

    private async Task CreateAtAsync(string id, int second, TimeSpan offset = default)
    {
        var head = Head(new("acme", id)) with { UpdatedAt = WholeRecords.Time.AddSeconds(second).ToOffset(offset) };
        Assert.Equal(WriteOutcome.Written, await WriteAsync(null, head, [], [Event(1)]));
        await SettleAsync(KeyOf(head));
    }

    private Task TouchAsync(string id, int second) => ChangeAsync(id, head => head with { UpdatedAt = WholeRecords.Time.AddSeconds(second) });

    private Task DeleteAsync(string id) => ChangeAsync(id, head => head with { DeletedAt = WholeRecords.Time });

    private async Task ChangeAsync(string id, Func<ConversationHead, ConversationHead> change)
    {
        var head = (await Log.ReadHeadAsync(new("acme", id), default))!;
        Assert.Equal(WriteOutcome.Written, await WriteAsync(head, change(Next(head)), [], [Event(head.Sequence + 1)]));
        await SettleAsync(KeyOf(head));
    }

    private async Task<List<string>> IdsAsync(int size, ConversationCursor? from = null)
    {
        var ids = new List<string>();
        for (var page = await Index.ListAsync("acme", from, size, default); ; page = await Index.ListAsync("acme", page.Next, size, default))
        {
            ids.AddRange(page.Conversations.Select(c => c.Id));
            Assert.True(page.Conversations.Count <= size);
            if (page.Next is null)
            {
                return ids;
            }
        }
    }
}
