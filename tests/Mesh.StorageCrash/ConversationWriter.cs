using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Mesh.Grains.Conversations.Storage;
using Mesh.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Mesh.StorageCrash;

/// <summary>Sends turns in several conversations at once, and says the version of each that is committed.</summary>
internal sealed class ConversationWriter(SqliteStore store, Acknowledgements said)
{
    private const int MostTurns = 4_000;
    private const int Conversations = 8;
    private readonly SqliteConversationLog _log = new(store, new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, Conversations).Select(c => TalkAsync(new ConversationKey("crash", $"c{c}"))));

    private async Task TalkAsync(ConversationKey key)
    {
        var turns = new TurnEngine(key, _log, new AllAreDead(), TimeProvider.System);
        var head = await new ConversationEngine(key, _log, TimeProvider.System).CreateAsync(new ConversationSettings(), "h", default);
        for (var i = 0; i < MostTurns / Conversations; i++)
        {
            var text = new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(new string('x', 500))] };

            // The turn that the last life of this process left is superseded by the next one.
            var begun = await turns.BeginAsync(new TurnRequest { TurnId = $"t{head.Turns + 1 + i}", Hash = "h", Chat = new ChatRequest { Messages = [text] } }, "silo", default);
            var lease = new TurnLease(begun.Turn!.Number, begun.Turn.Attempt, begun.Turn.Epoch);
            var ended = await turns.EndAsync(lease, new TurnEnding(TurnState.Committed, new TurnAnswer { Message = text }), default);
            said.Say(key.Id, ended.Turn!.Version);
        }
    }

    private sealed class AllAreDead : IOwnerLiveness
    {
        public bool IsDead(string owner) => true;
    }
}
