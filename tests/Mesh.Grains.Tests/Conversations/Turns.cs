using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;

namespace Mesh.Grains.Tests.Conversations;

/// <summary>Turns of one conversation through the engine, over any log.</summary>
internal sealed class Turns(IConversationLog log, ConversationKey key)
{
    private readonly TurnEngine _turns = new(key, log, new NobodyDies(), TimeProvider.System);

    public ConversationEngine Conversation { get; } = new(key, log, TimeProvider.System);

    public Task CreateAsync() => Conversation.CreateAsync(new ConversationSettings { Title = "a" }, "h", default);

    public Task<TurnBegun> BeginAsync(string id) => _turns.BeginAsync(
        new TurnRequest { TurnId = id, Hash = "h", Chat = new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(new string('q', 200))] }] } }, "silo-a", default);

    public Task<TurnEnded> EndAsync(TurnBegun begun) => _turns.EndAsync(
        new TurnLease(begun.Turn!.Number, begun.Turn.Attempt, begun.Turn.Epoch),
        new TurnEnding(TurnState.Committed, new TurnAnswer { Message = new ChatMessage { Role = ChatRole.Assistant, Parts = [new TextPart(new string('a', 800))] }, FinishReason = "stop" }),
        default);

    public async Task AppendAsync(string id) => await EndAsync(await BeginAsync(id));

    /// <summary>Creates it and sends one turn; gives that.</summary>
    public async Task<TurnRecord?> OneAsync()
    {
        await CreateAsync();
        return (await EndAsync(await BeginAsync("t1"))).Turn;
    }

    /// <summary>What opening it reads: its head, its last turn, and the turns that a model is shown.</summary>
    public async Task<int> OpenAsync()
    {
        var head = await Conversation.ReadAsync(null, default);
        return (await log.ReadTurnsAsync(key, head.Leaf - 7, 8, default)).Count;
    }

    private sealed class NobodyDies : IOwnerLiveness
    {
        public bool IsDead(string owner) => false;
    }
}
