using Mesh.Cli.Commands.Conversations;
using Mesh.Cli.Commands.Decisions;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Tasks;

/// <summary>Tasks as commands show them.</summary>
internal static class TaskText
{
    /// <summary>A task for JSON.</summary>
    public static object Plain(V1.PlanTask task) => new
    {
        task.Id,
        task.Title,
        task.Model,
        state = State(task.State),
        submittedAt = task.SubmittedAt?.ToDateTimeOffset(),
        deadline = task.Deadline?.ToDateTimeOffset(),
        endedAt = task.EndedAt?.ToDateTimeOffset(),
        deletedAt = task.DeletedAt?.ToDateTimeOffset(),
        task.Walks,
        task.NodesKept,
        task.CostUsd,
        task.UnmeteredCalls,
        task.UnmeteredUsd,
        task.Events,
        answer = task.Answer is { } answer ? ConversationText.Said([answer]) : null,
        error = task.Error is { } error ? new { error.Code, error.Reason, error.Message } : null,
        plan = task.Report is { } report ? DecisionJson.Of(report) : null,
    };

    /// <summary>How far a task has got, in a word.</summary>
    public static string State(V1.TaskState state) => state.ToString().ToLowerInvariant();

    /// <summary>An event in a line.</summary>
    public static string Line(V1.TaskEvent said)
    {
        var what = said.EventCase switch
        {
            V1.TaskEvent.EventOneofCase.Submitted => "submitted",
            V1.TaskEvent.EventOneofCase.TakenUp => $"taken up by {said.TakenUp.Node}, walk {said.TakenUp.Walk}",
            V1.TaskEvent.EventOneofCase.NodeBegun => $"{Name(said.NodeBegun.Path)} begun",
            V1.TaskEvent.EventOneofCase.NodeKept => $"{Name(said.NodeKept.Path)} done{(said.NodeKept.Report.Model.Length > 0 ? $" by {said.NodeKept.Report.Model}" : "")}, {Numbers.Usd(said.NodeKept.Report.CostUsd)}",
            V1.TaskEvent.EventOneofCase.NodeLost => $"{Name(said.NodeLost.Path)} {State(said.NodeLost.Report)}",
            V1.TaskEvent.EventOneofCase.PutOff => $"put off to {ConversationText.Time(said.PutOff.Until)}: {said.PutOff.Error.Reason}",
            V1.TaskEvent.EventOneofCase.Ended => State(said.Ended.State),
            _ => "something that this command does not know",
        };
        return TerminalText.Line($"{said.Number} {ConversationText.Time(said.At)} {what}");
    }

    /// <summary>A task as lines, with the tree of its nodes.</summary>
    public static IEnumerable<string> Lines(V1.PlanTask task)
    {
        (string Name, string Value)[] fields =
        [
            ("id", task.Id),
            ("title", task.Title),
            ("asked for", task.Model),
            ("state", State(task.State)),
            ("submitted", ConversationText.Time(task.SubmittedAt)),
            ("time over", ConversationText.Time(task.Deadline)),
            ("ended", task.EndedAt is { } ended ? ConversationText.Time(ended) : ""),
            ("kept until", task.DeletedAt is { } deleted ? ConversationText.Time(deleted) : ""),
            ("walks", Numbers.Count(task.Walks)),
            ("nodes kept", Numbers.Count(task.NodesKept)),
            ("cost", Numbers.Usd(task.CostUsd)),
            ("unmetered", task.UnmeteredCalls > 0 ? $"{Numbers.Count(task.UnmeteredCalls)} calls, at most {Numbers.Usd(task.UnmeteredUsd)}" : ""),
            ("error", task.Error is { } error ? $"{error.Reason}: {error.Message}" : ""),
        ];
        return [.. fields.Where(f => f.Value.Length > 0).Select(f => TerminalText.Line($"{f.Name}: {f.Value}")), .. task.Report is { } report ? PlanText.Lines(report).Select(TerminalText.Line) : []];
    }

    private static string Name(string path) => path.Length > 0 ? path : "the plan";

    private static string State(V1.NodeReport report) => report.Error.Length > 0 ? $"failed: {report.Error}" : report.State.ToString().ToLowerInvariant();
}
