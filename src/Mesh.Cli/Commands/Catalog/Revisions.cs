using Mesh.Cli.Terminals;
using Mesh.Contracts.Catalog;
using V1 = MeshSilo.V1;

namespace Mesh.Cli.Commands.Catalog;

/// <summary>Tells what became of a proposal.</summary>
internal static class Revisions
{
    /// <summary>The new revision with what it changed, or the mistakes.</summary>
    public static async Task<int> WriteAsync(Terminal terminal, V1.CatalogResult result, bool json)
    {
        if (result.Mistakes.Count > 0)
        {
            return await Mistakes.WriteAsync(terminal, [.. result.Mistakes.Select(m => new CatalogMistake(m.File, m.Line, m.Column, m.Field, m.Problem, m.Mend))], json);
        }

        if (json)
        {
            await JsonText.WriteAsync(terminal, new { good = true, revision = Plain(result.Revision) });
            return ExitCode.Ok;
        }

        await terminal.Out.WriteLineAsync(terminal.ForOutput($"Revision {result.Revision.Number} by {TerminalText.Line(result.Revision.Author)} runs."));
        foreach (var line in result.Revision.Diff)
        {
            await terminal.Out.WriteLineAsync(terminal.ForOutput($"  {line}"));
        }

        return ExitCode.Ok;
    }

    /// <summary>A revision without its files.</summary>
    public static object Plain(V1.Revision revision) => new
    {
        revision.Number,
        revision.Author,
        time = revision.CreateTime?.ToDateTimeOffset(),
        diff = revision.Diff,
        files = revision.Files.Select(f => f.Name),
    };
}
