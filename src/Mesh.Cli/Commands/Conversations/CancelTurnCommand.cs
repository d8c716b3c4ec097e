using System.CommandLine;
using Mesh.Cli.Terminals;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations cancel</c>.</summary>
internal sealed class CancelTurnCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ConversationArguments.Id();
    private readonly Argument<string> _turn = ConversationArguments.Turn();

    public CancelTurnCommand(Session session)
        : base("cancel", "Ends a turn that runs; what had come is kept as a draft.")
    {
        _session = session;
        Add(_id);
        Add(_turn);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = _session.Terminal;
        using var mesh = _session.Connect(parsed);
        var turn = await mesh.Conversations.CancelTurnAsync(parsed.GetValue(_id)!, parsed.GetValue(_turn)!, cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, ConversationText.Plain(turn));
        }
        else
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput($"Turn {turn.TurnId} is {ConversationText.State(turn)}."));
        }

        return ExitCode.Ok;
    }
}
