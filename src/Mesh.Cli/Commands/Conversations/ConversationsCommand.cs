using System.CommandLine;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations</c>.</summary>
internal sealed class ConversationsCommand : Command
{
    public ConversationsCommand(Session session)
        : base("conversations", "Lists, leads and keeps conversations at the mesh.")
    {
        Add(new ListConversationsCommand(session));
        Add(new ShowConversationCommand(session));
        Add(new NewConversationCommand(session));
        Add(new SendTurnCommand(session));
        Add(new ResumeTurnCommand(session));
        Add(new CancelTurnCommand(session));
        Add(new ForkConversationCommand(session));
        Add(new ExportConversationCommand(session));
        Add(new DeleteConversationCommand(session));
    }
}
