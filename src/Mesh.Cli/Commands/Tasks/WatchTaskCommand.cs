using System.CommandLine;
using Mesh.Cli.Commands.Conversations;
using Mesh.Cli.Commands.Plans;
using Mesh.Cli.Terminals;
using Spectre.Console;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Tasks;

/// <summary><c>mesh tasks watch</c>.</summary>
internal sealed class WatchTaskCommand : Command
{
    private const string Text = """
        Watches a task until it is over: the tree of its nodes live at a terminal, else the events of its record in lines on the error stream. Its answer goes to the output.

        A silo that stops or is lost is waited for.
        """;

    private readonly Session _session;
    private readonly Argument<string> _id = TasksCommand.Id();
    private readonly Option<long> _from = new("--from") { HelpName = "N", Description = "The number of the first event shown.", DefaultValueFactory = _ => 0 };

    public WatchTaskCommand(Session session)
        : base("watch", Text)
    {
        _session = session;
        Add(_id);
        Add(_from);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var (terminal, news) = (_session.Terminal, mesh.Tasks.WatchAsync(parsed.GetValue(_id)!, parsed.GetValue(_from), cancellationToken));
        var over = _session.WantsJson(parsed) || !terminal.IsOutputSeen ? await PlainAsync(news, parsed) : await LiveAsync(news);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, TaskText.Plain(over!));
        }
        else if (over?.Answer is { } answer)
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput(ConversationText.Said([answer])));
        }
        else if (over is not null)
        {
            await terminal.Remarks.WriteLineAsync(TerminalText.Line($"{TaskText.State(over.State)}: {over.Error?.Message}"));
        }

        return over?.State == V1.TaskState.Done ? ExitCode.Ok : ExitCode.Refused;
    }

    private async Task<V1.PlanTask?> PlainAsync(IAsyncEnumerable<V1.WatchTaskResponse> news, ParseResult parsed)
    {
        V1.PlanTask? over = null;
        await foreach (var piece in news)
        {
            over = piece.Over ?? over;
            if (piece.Event is { } said && !_session.WantsJson(parsed))
            {
                await _session.Terminal.Remarks.WriteLineAsync(TaskText.Line(said));
            }
        }

        return over;
    }

    private async Task<V1.PlanTask?> LiveAsync(IAsyncEnumerable<V1.WatchTaskResponse> news)
    {
        V1.PlanTask? over = null;
        await _session.Terminal.Tables().Live(PlanTree.Of(null, "")).StartAsync(async live =>
        {
            await foreach (var piece in news)
            {
                over = piece.Over ?? over;
                if ((piece.Progress ?? piece.Over) is { Report: { } report })
                {
                    live.UpdateTarget(PlanTree.Of(report, ""));
                }
            }
        });
        return over;
    }
}
