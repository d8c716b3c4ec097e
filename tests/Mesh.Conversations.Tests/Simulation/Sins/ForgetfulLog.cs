using System.Globalization;
using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Simulation.Sins;

/// <summary>No dedupe: it neither finds a turn that is over by its id, nor refuses an id that is taken. (It keeps the ids apart by a mark that it never shows.)</summary>
internal sealed class ForgetfulLog(IConversationLog inner) : PassingLog(inner)
{
    private const char Mark = '\u0001';

    public override async Task<TurnRecord?> FindTurnAsync(ConversationKey key, string turnId, CancellationToken cancellationToken)
    {
        var running = (await Inner.ReadHeadAsync(key, cancellationToken))?.Running;
        return running?.TurnId == turnId && await ReadTurnsAsync(key, running.Number, 1, cancellationToken) is [var turn] ? turn : null;
    }

    public override async Task<IReadOnlyList<TurnRecord>> ReadTurnsAsync(ConversationKey key, long from, int count, CancellationToken cancellationToken) =>
        [.. (await Inner.ReadTurnsAsync(key, from, count, cancellationToken)).Select(turn => Named(turn, turn.Request.TurnId.Split(Mark)[0]))];

    public override Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken) => Inner.WriteAsync(
        key,
        write with { Turns = [.. write.Turns.Select(turn => Named(turn, string.Create(CultureInfo.InvariantCulture, $"{turn.Request.TurnId}{Mark}{turn.Number}")))] },
        cancellationToken);

    private static TurnRecord Named(TurnRecord turn, string id) => turn with { Request = turn.Request with { TurnId = id } };
}
