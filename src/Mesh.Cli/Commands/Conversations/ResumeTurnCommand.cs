using System.CommandLine;
using Mesh.Cli.Commands.Chat;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations resume</c>.</summary>
internal sealed class ResumeTurnCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ConversationArguments.Id();
    private readonly Argument<string> _turn = ConversationArguments.Turn();

    public ResumeTurnCommand(Session session)
        : base("resume", "Shows a turn's answer from its beginning, also while it still comes.")
    {
        _session = session;
        Add(_id);
        Add(_turn);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (id, turn) = (parsed.GetValue(_id)!, parsed.GetValue(_turn)!);
        using var mesh = _session.Connect(parsed);
        var printer = new AnswerPrinter(_session.Terminal, mesh.Conversations.AsChatClient(id));
        var answer = mesh.Conversations.ResumeAsync(id, turn, cancellationToken: cancellationToken);
        return await new TurnOutput(_session.Terminal, printer).WriteAsync(answer, id, turn, _session.WantsJson(parsed), cancellationToken);
    }
}
