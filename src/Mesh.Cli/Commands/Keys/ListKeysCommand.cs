using System.CommandLine;
using System.Globalization;
using Mesh.Cli.Terminals;
using Mesh.Keys;

namespace Mesh.Cli.Commands.Keys;

/// <summary><c>mesh keys list</c>.</summary>
internal sealed class ListKeysCommand : Command
{
    private static readonly Column[] s_columns = ["id", "name", "tenant", "project", "scopes", "created (UTC)", "expires (UTC)"];
    private readonly Session _session;
    private readonly KeyFileOption _file;

    public ListKeysCommand(Session session, KeyFileOption file)
        : base("list", "Lists the keys; their secrets are kept nowhere.")
    {
        _session = session;
        _file = file;
        SetAction((parsed, _) => session.RunAsync(() => RunAsync(parsed)));
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var (terminal, now) = (_session.Terminal, _session.Terminal.Time.GetUtcNow());
        var keys = new KeyFile(_file.Path(parsed)).Read();
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, new { keys = keys.Select(k => new { k.Id, k.Name, k.Tenant, k.Project, k.Scopes, k.Created, k.Expires, expired = k.Expires <= now }) });
        }
        else if (keys.Count == 0)
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput($"There are no keys in {_file.Path(parsed)}; the mesh serves this machine's own programs only."));
        }
        else
        {
            MeshTable.Write(terminal, s_columns, keys.Select(k => new[] { k.Id, k.Name, k.Tenant, k.Project, string.Join(' ', k.Scopes), Day(k.Created), Expiry(k, now) }));
        }

        return ExitCode.Ok;
    }

    private static string Expiry(KeyEntry key, DateTimeOffset now) =>
        key.Expires is { } end ? Day(end) + (end <= now ? " (expired)" : "") : "never";

    private static string Day(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
