using Mesh.Conversations.Log;
using Mesh.Conversations.Retention;
using Mesh.Conversations.Telling;
using Mesh.Conversations.Tests.Contract;

namespace Mesh.Conversations.Tests;

public sealed class InMemoryConversationLogTests : ConversationLogContract
{
    private readonly InMemoryConversationLog _log = new();

    protected override IConversationLog Log => _log;

    protected override IConversationIndex Index => _log;

    protected override IPendingOutboxes Pending => _log;

    protected override IRetentionIndex Retention => _log;
}
