using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;

namespace Mesh.Conversations.Tests.Protocol;

/// <summary>A log that lets somebody else act between the reading of a head and whatever its reader asks next.</summary>
internal sealed class InterleavedLog(IConversationLog inner) : PassingLog(inner)
{
    /// <summary>What happens once, after the next head is read.</summary>
    public Func<Task>? AfterHead { get; set; }

    public override async Task<ConversationHead?> ReadHeadAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        var head = await Inner.ReadHeadAsync(key, cancellationToken);
        if (AfterHead is { } act)
        {
            AfterHead = null;
            await act();
        }

        return head;
    }
}
