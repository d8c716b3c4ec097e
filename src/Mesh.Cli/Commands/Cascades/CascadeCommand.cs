using System.CommandLine;

namespace Mesh.Cli.Commands.Cascades;

/// <summary><c>mesh cascade</c>.</summary>
internal sealed class CascadeCommand : Command
{
    public CascadeCommand(Session session)
        : base("cascade", "Fits the thresholds of cascades from recorded outcomes.") => Add(new FitCommand(session));
}
