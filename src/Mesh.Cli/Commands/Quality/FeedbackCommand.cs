using System.CommandLine;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Quality;

/// <summary><c>mesh feedback</c>.</summary>
internal sealed class FeedbackCommand : Command
{
    private readonly Session _session;
    private readonly Argument<string> _decision = new("decision") { HelpName = "DECISION", Description = "The decision's id, as an answer tells it." };
    private readonly Argument<double> _score = new("score") { HelpName = "SCORE", Description = "How well it was answered, from 0 to 1." };
    private readonly Option<string?> _task = new("--task") { HelpName = "TASK", Description = "What class of task it was, in the place of what the mesh read from it." };

    public FeedbackCommand(Session session)
        : base("feedback", "Says how well a request was answered, so that the next one like it is sent to whoever does it better.")
    {
        _session = session;
        Add(_decision);
        Add(_score);
        Add(_task);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var mesh = _session.Connect(parsed);
        var request = new V1.SendFeedbackRequest { DecisionId = parsed.GetValue(_decision), Score = parsed.GetValue(_score), Task = parsed.GetValue(_task) ?? "" };
        var told = await mesh.Quality.SendFeedbackAsync(request, cancellationToken: cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { told.Counted, told.Task, told.Model });
        }
        else
        {
            await _session.Terminal.Out.WriteLineAsync(_session.Terminal.ForOutput(told.Counted
                ? $"It counts for {told.Model} at {told.Task}."
                : "It does not count: the decision was judged before, or its task is not known (name it with --task)."));
        }

        return ExitCode.Ok;
    }
}
