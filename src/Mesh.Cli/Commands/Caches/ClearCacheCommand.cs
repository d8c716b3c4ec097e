using System.CommandLine;
using Mesh.Cli.Commands.Catalog;
using Mesh.Cli.Terminals;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Caches;

/// <summary><c>mesh cache clear</c>.</summary>
internal sealed class ClearCacheCommand : Command
{
    private static readonly Column[] s_columns = ["silo", Column.Number("answers"), Column.Number("questions"), "state"];
    private readonly Session _session;
    private readonly AuthorOption _author;
    private readonly Option<string> _tenant = new("--tenant") { HelpName = "NAME", Description = "Whose answers.", Required = true };

    public ClearCacheCommand(Session session)
        : base("clear", "Drops the answers that are kept of a tenant, on every silo and at the Redis that they share.")
    {
        _session = session;
        _author = new AuthorOption(this);
        Add(_tenant);
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var admin = _session.ConnectAdmin(parsed);
        var request = new V1.ClearCacheRequest { Tenant = parsed.GetValue(_tenant), Author = _author.Read(parsed) };
        var done = await admin.Catalog.ClearCacheAsync(request, cancellationToken: cancellationToken);
        var terminal = _session.Terminal;
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(terminal, new { silos = done.Silos.Select(s => new { s.Name, s.Address, s.Cleared, s.Answers, s.Questions }), shared = done.HasShared ? done.Shared : (long?)null, sharedFault = done.SharedFault.Length == 0 ? null : done.SharedFault });
        }
        else
        {
            MeshTable.Write(terminal, s_columns, done.Silos.Select(s => new[] { s.Name, $"{s.Answers}", $"{s.Questions}", s.Cleared ? "cleared" : "not reached: it keeps them until they end" }));
            await terminal.Out.WriteLineAsync(terminal.ForOutput(done.SharedFault.Length > 0 ? done.SharedFault : done.HasShared ? $"{done.Shared} answers dropped at the Redis." : "The silos share no answers."));
        }

        return done.Silos.All(s => s.Cleared) && done.SharedFault.Length == 0 ? ExitCode.Ok : ExitCode.Refused;
    }
}
