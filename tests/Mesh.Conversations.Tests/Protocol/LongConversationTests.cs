using Mesh.Contracts.Conversations;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>A turn costs the store the same, however many came before it.</summary>
public sealed class LongConversationTests
{
    private const int Turns = 10_000;
    private readonly CountingLog _log = new();
    private readonly ProtocolRig _rig = new();
    private readonly TurnEngine _turns;

    public LongConversationTests() => _turns = new TurnEngine(ProtocolRig.Key, _log, _rig, _rig.Time);

    [Fact]
    public async Task Turn_TheTenThousandth_AsksTheStoreNoMoreThanTheTenth()
    {
        await new ConversationEngine(ProtocolRig.Key, _log, _rig.Time).CreateAsync(new ConversationSettings(), "h", default);
        var asked = new List<(int Calls, int Records)>();
        for (var i = 1; i <= Turns; i++)
        {
            _log.Asked = default;
            var begun = await _turns.BeginAsync(ProtocolRig.Request($"t{i}"), "silo-a", default);
            await _turns.EndAsync(ProtocolRig.Lease(begun), new TurnEnding(TurnState.Committed, ProtocolRig.Answer("a")), default);
            asked.Add(_log.Asked);
        }

        Assert.Equal((8, 5), asked[9]);
        Assert.All(asked.Skip(1), a => Assert.Equal(asked[9], a));
    }

    private sealed class CountingLog() : PassingLog(new InMemoryConversationLog())
    {
        /// <summary>Calls, and turns that they read or wrote.</summary>
        public (int Calls, int Records) Asked { get; set; }

        public override async Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken)
        {
            Count(0);
            return await Inner.ReadHeadAsync(key, cancellationToken);
        }

        public override async Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken)
        {
            var turn = await Inner.FindTurnAsync(key, turnId, cancellationToken);
            Count(turn is null ? 0 : 1);
            return turn;
        }

        public override async Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken)
        {
            var turns = await Inner.ReadTurnsAsync(key, from, count, cancellationToken);
            Count(turns.Count);
            return turns;
        }

        public override async Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken)
        {
            Count(write.Turns.Count);
            return await Inner.WriteAsync(key, write, cancellationToken);
        }

        private void Count(int records) => Asked = (Asked.Calls + 1, Asked.Records + records);
    }
}
