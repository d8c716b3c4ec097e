using System.CommandLine;

namespace Mesh.Cli.Commands.Conversations;

/// <summary><c>mesh conversations export</c>.</summary>
internal sealed class ExportConversationCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = ConversationArguments.Id();

    public ExportConversationCommand(Session session)
        : base("export", "Writes everything that is kept of a conversation, a JSON object a line: itself, then its turns.")
    {
        _session = session;
        Add(_id);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        await foreach (var line in mesh.Conversations.ExportAsync(parsed.GetValue(_id)!, cancellationToken))
        {
            await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput(line));
        }

        return ExitCode.Ok;
    }
}
