using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Simulation.Sins;

/// <summary>Acknowledges before it writes: the write leaves the silo later, and never when the silo dies before.</summary>
internal sealed class HastyLog(IConversationLog inner, SimSilo silo, SimWorld world) : PassingLog(inner)
{
    public override Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken)
    {
        world.Scheduler.Post(silo, "writes behind", () => _ = Inner.WriteAsync(key, write, cancellationToken));
        return Task.FromResult(WriteOutcome.Written);
    }
}
