using System.CommandLine;

namespace Mesh.Cli.Commands.Tasks;

/// <summary><c>mesh tasks</c>.</summary>
internal sealed class TasksCommand : Command
{
    public TasksCommand(Session session)
        : base("tasks", "Submits and follows long tasks: plans that run for hours or days, whatever becomes of the silo that runs them. The key needs the scope 'tasks'.")
    {
        Add(new SubmitTaskCommand(session));
        Add(new ListTasksCommand(session));
        Add(new ShowTaskCommand(session));
        Add(new WatchTaskCommand(session));
        Add(new CancelTaskCommand(session));
        Add(new DeleteTaskCommand(session));
    }

    /// <summary>A task's id.</summary>
    public static Argument<string> Id() => new("id") { HelpName = "ID", Description = "The task ('mesh tasks list' lists them)." };
}
