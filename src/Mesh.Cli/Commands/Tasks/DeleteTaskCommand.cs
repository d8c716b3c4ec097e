using System.CommandLine;

namespace Mesh.Cli.Commands.Tasks;

/// <summary><c>mesh tasks delete</c>.</summary>
internal sealed class DeleteTaskCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _id = TasksCommand.Id();

    public DeleteTaskCommand(Session session)
        : base("delete", "Forgets a task and all that it holds; one that is not over is ended first.")
    {
        _session = session;
        Add(_id);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        await mesh.Tasks.DeleteAsync(parsed.GetValue(_id)!, cancellationToken);
        await _session.Terminal.Remarks.WriteLineAsync("Deleted.");
        return ExitCode.Ok;
    }
}
