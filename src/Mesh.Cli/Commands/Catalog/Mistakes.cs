using Mesh.Cli.Terminals;
using Mesh.Contracts.Catalog;

namespace Mesh.Cli.Commands.Catalog;

/// <summary>Tells a catalogue's mistakes in the very words of the mesh.</summary>
internal static class Mistakes
{
    /// <summary>One line each, or one JSON object.</summary>
    public static async Task<int> WriteAsync(Terminal terminal, IReadOnlyList<CatalogMistake> mistakes, bool json)
    {
        if (json)
        {
            await JsonText.WriteAsync(terminal, new
            {
                good = false,
                mistakes = mistakes.Select(m => new { m.File, m.Line, m.Column, m.Field, m.Problem, m.Mend, text = m.ToString() }),
            });
            return ExitCode.Refused;
        }

        foreach (var mistake in mistakes)
        {
            await terminal.Error.WriteLineAsync(terminal.ForError(mistake.ToString()));
        }

        return ExitCode.Refused;
    }
}
