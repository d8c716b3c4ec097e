using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Simulation.Sins;

/// <summary>No sequence check: it writes over whatever head is there.</summary>
internal sealed class UnguardedLog(IConversationLog inner) : PassingLog(inner)
{
    public override async Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken) =>
        await Inner.WriteAsync(key, write with { Seen = await Inner.ReadHeadAsync(key, cancellationToken) }, cancellationToken);
}
