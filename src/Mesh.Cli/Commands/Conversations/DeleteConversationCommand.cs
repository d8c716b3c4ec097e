using System.CommandLine;
using Mesh.Cli.Terminals;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations delete</c>.</summary>
internal sealed class DeleteConversationCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ConversationArguments.Id();

    public DeleteConversationCommand(Session session)
        : base("delete", "Deletes a conversation and its turns for good; its id is never used again.")
    {
        _session = session;
        Add(_id);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (terminal, id) = (_session.Terminal, parsed.GetValue(_id)!);
        using var mesh = _session.Connect(parsed);
        var turns = await mesh.Conversations.DeleteAsync(id, cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, new { id, turnsRemoved = turns });
        }
        else
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput($"Conversation {id} and its {turns} turns are deleted."));
        }

        return ExitCode.Ok;
    }
}
