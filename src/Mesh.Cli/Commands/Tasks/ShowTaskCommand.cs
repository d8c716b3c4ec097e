using System.CommandLine;
using Mesh.Cli.Commands.Conversations;
using Mesh.Cli.Terminals;

namespace Mesh.Cli.Commands.Tasks;

/// <summary><c>mesh tasks show</c>.</summary>
internal sealed class ShowTaskCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = TasksCommand.Id();

    public ShowTaskCommand(Session session)
        : base("show", "Shows a task, the tree of its nodes and its answer.")
    {
        _session = session;
        Add(_id);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var terminal = _session.Terminal;
        using var mesh = _session.Connect(parsed);
        var task = await mesh.Tasks.GetAsync(parsed.GetValue(_id)!, cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, TaskText.Plain(task));
            return ExitCode.Ok;
        }

        foreach (var line in TaskText.Lines(task))
        {
            await terminal.Out.WriteLineAsync(line);
        }

        if (task.Answer is { } answer)
        {
            await terminal.Out.WriteLineAsync();
            await terminal.Out.WriteLineAsync(terminal.ForOutput(ConversationText.Said([answer])));
        }

        return ExitCode.Ok;
    }
}
