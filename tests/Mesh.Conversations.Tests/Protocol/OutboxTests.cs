using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Conversations.Telling;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>What is forgotten is named by the write, and a read may end amid one: the relay loses none of its events.</summary>
public sealed class OutboxTests
{
    [Fact]
    public async Task Events_OfAWriteThatARead_CutsApart_AreAllToldOn()
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

        var follower = new Follower();
        Assert.True(await new ConversationOutbox(rig.Log, [follower]).TellOnAsync(ProtocolRig.Key, default));

        Assert.Equal([ConversationEventKind.TurnAbandoned, ConversationEventKind.Deleted], follower.Told.TakeLast(2));
    }

    private sealed class Follower : IConversationFollower
    {
        public List<ConversationEventKind> Told { get; } = [];

        public Task FollowAsync(ConversationKey key, ConversationHead head, IReadOnlyList<ConversationEvent> events, CancellationToken cancellationToken)
        {
            Told.AddRange(events.Select(e => e.Kind));
            return Task.CompletedTask;
        }

        public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
