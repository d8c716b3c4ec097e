using System.CommandLine;

namespace Mesh.Cli.Commands.Router;

/// <summary><c>mesh router</c>.</summary>
internal sealed class RouterCommand : Command
{
    public RouterCommand(Session session)
        : base("router", "Trains the learned router from recorded outcomes and shows how it does.")
    {
        Add(new ShowCommand(session));
        Add(new TrainCommand(session));
        Add(new OutcomesCommand(session));
        Add(new ForgetCommand(session));
    }
}
