using Mesh.Conversations.Accounts;
using Mesh.Conversations.Tests.Contract;

namespace Mesh.Conversations.Tests;

public sealed class InMemoryConversationAccountsTests : ConversationAccountsContract
{
    protected override IConversationAccounts Accounts { get; } = new InMemoryConversationAccounts();
}
