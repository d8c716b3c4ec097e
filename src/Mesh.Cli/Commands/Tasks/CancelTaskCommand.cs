using System.CommandLine;
using Mesh.Cli.Terminals;

namespace Mesh.Cli.Commands.Tasks;

/// <summary><c>mesh tasks cancel</c>.</summary>
internal sealed class CancelTaskCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = TasksCommand.Id();

    public CancelTaskCommand(Session session)
        : base("cancel", "Ends a task, with every call of a model that runs. What is kept of it stays until its time is over.")
    {
        _session = session;
        Add(_id);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var task = await mesh.Tasks.CancelAsync(parsed.GetValue(_id)!, cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, TaskText.Plain(task));
        }
        else
        {
            await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput($"Task {task.Id} is {TaskText.State(task.State)}."));
        }

        return ExitCode.Ok;
    }
}
