using System.CommandLine;
using Mesh.Cli.Terminals;

namespace Mesh.Cli.Commands.Silos;

/// <summary><c>mesh silos</c>.</summary>
internal sealed class SilosCommand : Command
{
    private readonly Session _session;

    public SilosCommand(Session session)
        : base("silos", "Lists the silos of the cluster, as the asked one knows them, with the catalogue's revision that each runs and the engines on its node.")
    {
        _session = session;
        SetAction((parsed, token) => session.RunAsync(() => RunAsync(parsed, token)));
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var admin = _session.ConnectAdmin(parsed);
        var silos = await SiloFigures.ReadAsync(admin, cancellationToken);
        if (_session.WantsJson(parsed))
        {
            await JsonText.WriteAsync(_session.Terminal, new { silos = silos.Select(SiloFigures.Plain) });
        }
        else
        {
            MeshTable.Write(_session.Terminal, SiloFigures.Columns, silos.Select(SiloFigures.Row));
        }

        return ExitCode.Ok;
    }
}
