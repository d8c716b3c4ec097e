using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>One conversation, and two activations of it: the first one's reads can be interleaved with what the other does.</summary>
internal sealed class ProtocolRig : IOwnerLiveness
{
    public static readonly ConversationKey Key = new("acme", "c1");

    public ProtocolRig()
    {
        Torn = new InterleavedLog(Log);
        (Turns, Conversations) = (new TurnEngine(Key, Torn, this, Time), new ConversationEngine(Key, Torn, Time));
        (OtherTurns, OtherConversations) = (new TurnEngine(Key, Log, this, Time), new ConversationEngine(Key, Log, Time));
    }

    public InMemoryConversationLog Log { get; } = new();

    public InterleavedLog Torn { get; }

    public FakeTimeProvider Time { get; } = new();

    public TurnEngine Turns { get; }

    public ConversationEngine Conversations { get; }

    public TurnEngine OtherTurns { get; }

    public ConversationEngine OtherConversations { get; }

    public HashSet<string> Dead { get; } = [];

    public static TurnLease Lease(TurnBegun begun) => new(begun.Turn!.Number, begun.Turn.Attempt, begun.Turn.Epoch);

    public static ChatMessage Said(ChatRole role, string text) => new() { Role = role, Parts = [new TextPart(text)] };

    public static TurnAnswer Answer(string text, decimal costUsd = 0) => new() { Message = Said(ChatRole.Assistant, text), FinishReason = "stop", CostUsd = costUsd };

    public static TurnRequest Request(string id) => new() { TurnId = id, Hash = "h", Chat = new ChatRequest { Messages = [Said(ChatRole.User, id)] } };

    public static async Task<MeshError> RefusedAsync(MeshErrorCode code, string reason, Func<Task> call)
    {
        var error = (await Assert.ThrowsAsync<MeshException>(call)).Error;
        Assert.Equal((code, reason), (error.Code, error.Reason));
        return error;
    }

    public bool IsDead(string owner) => Dead.Contains(owner);

    public Task<ConversationHead> CreateAsync() => OtherConversations.CreateAsync(new ConversationSettings { Title = "a" }, "h", default);

    public Task<TurnBegun> BeginAsync(string id, string owner = "silo-a") => OtherTurns.BeginAsync(Request(id), owner, default);

    public async Task<TurnEnded> CommitAsync(string id) => await EndAsync(await BeginAsync(id));

    public Task<TurnEnded> EndAsync(TurnBegun begun, TurnState state = TurnState.Committed, string text = "answer") =>
        OtherTurns.EndAsync(Lease(begun), new TurnEnding(state, Answer(text)), default);

    public Task<ConversationDeleted> DeleteAsync() => Deletions.AskAsync(Key, Log, Time);

    public Task<IReadOnlyList<ConversationEvent>> OutboxAsync() => Log.ReadOutboxAsync(Key, default);
}
