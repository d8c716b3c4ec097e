using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>A page of the outbox never ends inside a write, since what is forgotten is named by the write.</summary>
public sealed class OutboxTests
{
    [Fact]
    public async Task Events_OfOneWrite_AreNotCutApartByAPage()
    {
        var rig = new ProtocolRig();
        var head = await rig.CreateAsync();
        for (var i = 1; i < LogBounds.MostEventsRead - 1; i++)
        {
            head = await rig.OtherConversations.UpdateAsync(s => s, null, default);
        }

        await rig.BeginAsync("t1");
        await rig.OtherConversations.UpdateAsync(s => s, null, default);
        await rig.DeleteAsync();

        var told = new List<ConversationEventKind>();
        while (await rig.OutboxAsync() is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, LogBounds.MostEventsRead);
            told.AddRange(page.Select(e => e.Kind));
            await rig.Log.ForgetOutboxAsync(ProtocolRig.Key, page[^1].Sequence, default);
        }

        Assert.Equal([ConversationEventKind.TurnAbandoned, ConversationEventKind.Deleted], told.TakeLast(2));
    }
}
