using System.CommandLine;
using Mesh.Cli.Commands.Chat;
using Mesh.Cli.Failures;
using Mesh.Client.Conversations;
using Microsoft.Extensions.AI;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations send</c>.</summary>
internal sealed class SendTurnCommand : Command
{
    private const string Text = """
        Sends a turn and shows its answer as it comes; a lost connection is taken up where it stopped. Without a text, and at a terminal, it asks on and on.

        The same --turn-id and text again is the same turn: it is joined while it runs, and told again when it is over.
        """;

    private readonly Session _session;
    private readonly Argument<string> _id = ConversationArguments.Id();
    private readonly PromptText _text;
    private readonly AskOptions _ask;
    private readonly Option<string?> _turn = new("--turn-id") { HelpName = "TURN", Description = "The turn's id; one of its own without." };
    private readonly Option<bool> _detached = new("--detached") { Description = "The answer goes on when this command is ended." };

    public SendTurnCommand(Session session)
        : base("send", Text)
    {
        _session = session;
        Add(_id);
        _text = new PromptText(this);
        _ask = new AskOptions(this, inConversation: true);
        Add(_turn);
        Add(_detached);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (terminal, id) = (_session.Terminal, parsed.GetValue(_id)!);
        var text = await _text.ReadAsync(parsed, terminal, cancellationToken);
        using var mesh = _session.Connect(parsed);
        var printer = new AnswerPrinter(terminal, mesh.Conversations.AsChatClient(id, () => Turn(parsed)));
        if (text is null)
        {
            return parsed.GetValue(_turn) is null && !_session.WantsJson(parsed)
                ? await new Dialogue(terminal, printer, isKept: true).RunAsync(_ask.Chat(parsed), cancellationToken)
                : throw new CommandFailure("There is no text to send.", "Write it after the conversation's id: --turn-id and JSON are for one turn.", ExitCode.Usage);
        }

        var turn = Turn(parsed);
        turn = parsed.GetValue(_turn) is { } given ? turn with { TurnId = given } : turn;
        var answer = mesh.Conversations.SendAsync(id, [new ChatMessage(ChatRole.User, text)], _ask.Chat(parsed), turn, cancellationToken);
        return await new TurnOutput(terminal, printer).WriteAsync(answer, id, turn.TurnId, _session.WantsJson(parsed), cancellationToken);
    }

    private MeshTurnOptions Turn(ParseResult parsed) => new() { Detached = parsed.GetValue(_detached) };
}
