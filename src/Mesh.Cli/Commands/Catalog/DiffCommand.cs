using System.CommandLine;
using Mesh.Catalog.Changes;
using Mesh.Catalog.Reading;
using Mesh.Cli.Failures;
using Mesh.Cli.Terminals;
using Mesh.Contracts.Catalog;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Catalog;

/// <summary><c>mesh catalog diff</c>.</summary>
internal sealed class DiffCommand : Command
{
    private readonly Session _session;
    private readonly CatalogFiles _files;

    public DiffCommand(Session session)
        : base("diff", "Tells what files would change in the mesh's running catalogue.")
    {
        _session = session;
        _files = new CatalogFiles(this);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (terminal, json) = (_session.Terminal, _session.WantsJson(parsed));
        var (wanted, mistakes) = CatalogReader.Read(_files.Read(parsed));
        if (wanted is null)
        {
            return await Mistakes.WriteAsync(terminal, mistakes, json);
        }

        using var admin = _session.ConnectAdmin(parsed);
        var newest = await admin.Catalog.ListRevisionsAsync(new V1.ListRevisionsRequest { PageSize = 1 }, cancellationToken: cancellationToken);
        var running = newest.Revisions.FirstOrDefault();
        var lines = CatalogDiff.Between(Document(running), wanted);
        if (json)
        {
            await JsonText.WriteAsync(terminal, new { against = running?.Number, diff = lines });
            return ExitCode.Ok;
        }

        await terminal.Out.WriteLineAsync(lines.Count == 0 ? $"Nothing would change against revision {running?.Number}." : $"Against revision {running?.Number}:");
        foreach (var line in lines)
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput($"  {line}"));
        }

        return ExitCode.Ok;
    }

    private static CatalogDocument Document(V1.Revision? running) => running is null
        ? CatalogDocument.Empty
        : CatalogReader.Read([.. running.Files.Select(f => new CatalogFile(f.Name, f.Text))]).Document
            ?? throw new CommandFailure($"Revision {running.Number} of the mesh is written in words that this 'mesh' does not know.", "Use the 'mesh' of the mesh's own version.");
}
