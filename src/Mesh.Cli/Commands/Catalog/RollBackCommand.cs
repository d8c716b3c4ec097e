using System.CommandLine;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Catalog;

/// <summary><c>mesh catalog rollback</c>.</summary>
internal sealed class RollBackCommand : Command
{
    private readonly Session _session;
    private readonly AuthorOption _author;
    private readonly Argument<long> _number = new("number") { HelpName = "N", Description = "The revision whose content is wanted ('mesh catalog history' lists them)." };

    public RollBackCommand(Session session)
        : base("rollback", "Makes a new revision with the content of an old one.")
    {
        _session = session;
        _author = new AuthorOption(this);
        Add(_number);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var admin = _session.ConnectAdmin(parsed);
        var request = new V1.RollBackCatalogRequest { Number = parsed.GetValue(_number), Author = _author.Read(parsed) };
        return await Revisions.WriteAsync(_session.Terminal, await admin.Catalog.RollBackCatalogAsync(request, cancellationToken: cancellationToken), _session.WantsJson(parsed));
    }
}
