using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Simulation.Sins;

/// <summary>Memory instead of reading again: a write whose outcome is not known is taken for failed, and the head before it served until another write went well.</summary>
internal sealed class RememberingLog(IConversationLog inner) : PassingLog(inner)
{
    private ConversationHead? _remembered;

    public override Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken) =>
        _remembered is null ? Inner.ReadHeadAsync(key, cancellationToken) : Task.FromResult<ConversationHead?>(_remembered);

    public override async Task<WriteOutcome> WriteAsync(ConversationKey key, LogWrite write, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await Inner.WriteAsync(key, write, cancellationToken);
            _remembered = null;
            return outcome;
        }
        catch (MeshException)
        {
            _remembered = write.Seen;
            throw;
        }
    }
}
