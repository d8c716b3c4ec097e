using Google.Protobuf.WellKnownTypes;
using Mesh.Contracts.Tasks;
using Mesh.Strategies.Answers;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>From tasks to the proto's words for them.</summary>
internal static class TaskMapping
{
    /// <summary>A task as lists show it.</summary>
    public static V1.PlanTask Task(TaskSummary task) => new()
    {
        Id = task.Id,
        Title = task.Title,
        Model = task.Target,
        State = State(task.State),
        SubmittedAt = task.SubmittedAt.ToTimestamp(),
        Deadline = task.Deadline.ToTimestamp(),
        EndedAt = task.EndedAt?.ToTimestamp(),
        DeletedAt = task.DeletedAt?.ToTimestamp(),
        KeyId = task.KeyId,
        Walks = task.Walks,
        NodesKept = task.NodesKept,
        CostUsd = (double)task.CostUsd,
        UnmeteredCalls = task.Unmetered,
        UnmeteredUsd = (double)task.UnmeteredUsd,
        Events = task.Events,
    };

    /// <summary>A task as its caller is told of it.</summary>
    /// <param name="view">The task.</param>
    /// <param name="withAnswer">Whether the answer is told.</param>
    public static V1.PlanTask Task(TaskView view, bool withAnswer = true)
    {
        var told = Task(view.Summary);
        told.Error = view.Error is { } error ? ConversationMapping.Error(error) : null;
        told.Report = view.Report is { } report ? NodeMapping.Report(report) : null;
        told.Answer = withAnswer && view.Answer is { } answer ? Message(answer) : null;
        return told;
    }

    /// <summary>An event of a task's record.</summary>
    public static V1.TaskEvent Event(TaskEvent said)
    {
        var told = new V1.TaskEvent { Number = said.Number, At = said.At.ToTimestamp() };
        switch (said)
        {
            case TaskSubmitted:
                told.Submitted = new V1.TaskSubmitted();
                break;
            case TaskTakenUp up:
                told.TakenUp = new V1.TaskTakenUp { Node = up.Silo, Walk = up.Walk };
                break;
            case TaskNodeBegun begun:
                told.NodeBegun = new V1.TaskNodeBegun { Path = begun.Path };
                break;
            case TaskNodeKept kept:
                told.NodeKept = new V1.TaskNodeKept { Path = kept.Path, Report = NodeMapping.Report(kept.Report), Text = kept.Answer.Text };
                break;
            case TaskNodeLost lost:
                told.NodeLost = new V1.TaskNodeLost { Path = lost.Path, Report = NodeMapping.Report(lost.Report) };
                break;
            case TaskPutOff off:
                told.PutOff = new V1.TaskPutOff { Error = ConversationMapping.Error(off.Error), Until = off.Until.ToTimestamp() };
                break;
            case TaskEnded ended:
                told.Ended = new V1.TaskEnded { State = State(ended.State), KeyId = ended.KeyId };
                break;
        }

        return told;
    }

    private static V1.TaskState State(TaskState state) => (V1.TaskState)((int)state + 1);

    private static V1.Message Message(NodeAnswer answer)
    {
        var whole = new AnswerBuilder();
        foreach (var said in answer.Events)
        {
            whole.Add(said);
        }

        return MessageMapping.Message(whole.Message);
    }
}
