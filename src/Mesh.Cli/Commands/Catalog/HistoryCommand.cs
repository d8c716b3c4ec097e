using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Catalog;

/// <summary><c>mesh catalog history</c>.</summary>
internal sealed class HistoryCommand : Command
{
    private const int ShownChanges = 5;
    private static readonly Column[] s_columns = [Column.Number("revision"), "time (UTC)", "author", "changes"];
    private readonly Session _session;

    public HistoryCommand(Session session)
        : base("history", "Lists the kept revisions, newest first; the first one runs.")
    {
        _session = session;
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var admin = _session.ConnectAdmin(parsed);
        var revisions = await Pages.AllAsync<V1.Revision>(async page =>
        {
            // Revisions carry their files: small pages keep each message under the limit.
            var response = await admin.Catalog.ListRevisionsAsync(new V1.ListRevisionsRequest { PageSize = 10, PageToken = page }, cancellationToken: cancellationToken);
            return (response.Revisions, response.NextPageToken);
        });
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { revisions = revisions.Select(Revisions.Plain) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, s_columns, revisions.Select(Row));
        }

        return ExitCode.Ok;
    }

    private static string[] Row(V1.Revision revision)
    {
        var more = revision.Diff.Count - ShownChanges;
        return
        [
            revision.Number.ToString(CultureInfo.InvariantCulture),
            revision.CreateTime?.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "?",
            revision.Author,
            string.Join(", ", revision.Diff.Take(ShownChanges)) + (more > 0 ? $" and {more} more" : ""),
        ];
    }
}
