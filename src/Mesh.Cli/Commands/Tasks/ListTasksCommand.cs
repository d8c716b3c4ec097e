using System.CommandLine;
using Mesh.Cli.Commands.Conversations;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Tasks;

/// <summary><c>mesh tasks list</c>.</summary>
internal sealed class ListTasksCommand : Command
{
    private const int Most = 10_000;
    private static readonly Column[] s_columns = ["id", "title", "asked for", "state", Column.Number("nodes"), Column.Number("walks"), Column.Number("cost"), "submitted (UTC)"];
    private readonly Session _session;
    private readonly Option<V1.TaskState[]> _states = new("--state") { HelpName = "queued|running|done|failed|cancelled|expired", Description = "Only tasks in this state; may be given several times." };
    private readonly Option<string?> _model = new("--model", "-m") { HelpName = "NAME", Description = "Only tasks of this route, model or endpoint." };
    private readonly Option<int> _count = new("--count", "-n") { HelpName = "N", Description = "How many at most.", DefaultValueFactory = _ => 50 };

    public ListTasksCommand(Session session)
        : base("list", "Lists tasks, the newest first.")
    {
        _session = session;
        Add(_states);
        Add(_model);
        Add(_count);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var count = parsed.GetValue(_count) is >= 1 and <= Most and var n ? n : throw new CommandFailure($"--count: it must be from 1 to {Most}.", exitCode: ExitCode.Usage);
        using var mesh = _session.Connect(parsed);
        var found = await mesh.Tasks.ListAsync(parsed.GetValue(_states), parsed.GetValue(_model), cancellationToken).Take(count).ToListAsync(cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { tasks = found.Select(TaskText.Plain) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_columns, found.Select(Row));
        }

        return ExitCode.Ok;
    }

    private static string[] Row(V1.PlanTask t) =>
        [t.Id, t.Title, t.Model, TaskText.State(t.State), Numbers.Count(t.NodesKept), Numbers.Count(t.Walks), Numbers.Usd(t.CostUsd), ConversationText.Time(t.SubmittedAt)];
}
