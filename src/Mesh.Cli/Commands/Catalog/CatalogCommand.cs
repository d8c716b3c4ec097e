using System.CommandLine;

namespace Mesh.Cli.Commands.Catalog;

/// <summary><c>mesh catalog</c>.</summary>
internal sealed class CatalogCommand : Command
{
    public CatalogCommand(Session session)
        : base("catalog", "Checks and changes the catalogue.")
    {
        Add(new CheckCommand(session));
        Add(new DiffCommand(session));
        Add(new ApplyCommand(session));
        Add(new HistoryCommand(session));
        Add(new RollBackCommand(session));
    }
}
