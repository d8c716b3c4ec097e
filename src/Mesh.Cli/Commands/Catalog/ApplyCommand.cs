using System.CommandLine;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Catalog;

/// <summary><c>mesh catalog apply</c>.</summary>
internal sealed class ApplyCommand : Command
{
    private readonly Session _session;
    private readonly CatalogFiles _files;
    private readonly AuthorOption _author;

    public ApplyCommand(Session session)
        : base("apply", "Makes files the mesh's next revision; with a mistake in them nothing changes.")
    {
        _session = session;
        _files = new CatalogFiles(this);
        _author = new AuthorOption(this);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = new V1.ApplyCatalogRequest
        {
            Author = _author.Read(parsed),
            Files = { _files.Read(parsed).Select(f => new V1.CatalogFile { Name = f.Name, Text = f.Text }) },
        };
        using var admin = _session.ConnectAdmin(parsed);
        return await Revisions.WriteAsync(_session.Terminal, await admin.Catalog.ApplyCatalogAsync(request, cancellationToken: cancellationToken), _session.WantsJson(parsed));
    }
}
