using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Simulation.Sins;

/// <summary>Ignores tombstones: what was deleted is shown as never kept, and written anew.</summary>
internal sealed class NoTombstoneLog(IConversationLog inner) : PassingLog(inner)
{
    public override async Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) =>
        await Inner.ReadHeadAsync(key, cancellationToken) is { DeletedAt: null } head ? head : null;

    public override async Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken) =>
        await Inner.ReadHeadAsync(key, cancellationToken) is { DeletedAt: not null } tombstone && write.Seen is null
            ? await Inner.WriteAsync(key, write with { Seen = tombstone }, cancellationToken)
            : await Inner.WriteAsync(key, write, cancellationToken);
}
