using System.CommandLine;
using Mesh.Cli.Failures;
using Mesh.Contracts.Catalog;

namespace Mesh.Cli.Commands.Catalog;

/// <summary>The catalogue files that a command names.</summary>
internal sealed class CatalogFiles
{
    private const long MostBytes = 16 * 1024 * 1024;

    private readonly Argument<string[]> _paths = new("file") { Arity = ArgumentArity.OneOrMore, HelpName = "FILE", Description = "The files of one catalogue; several are read together." };

    /// <summary>Puts them on a command.</summary>
    public CatalogFiles(Command command) => command.Add(_paths);

    /// <summary>Reads them, under the names by which they were given.</summary>
    /// <exception cref="CommandFailure">One is not there or cannot be read.</exception>
    public IReadOnlyList<CatalogFile> Read(ParseResult parsed) => [.. parsed.GetRequiredValue(_paths).Select(Read)];

    private static CatalogFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFailure($"There is no file '{path}' here ({Directory.GetCurrentDirectory()}).");
        }

        try
        {
            return new FileInfo(path).Length <= MostBytes
                ? new CatalogFile(path, File.ReadAllText(path))
                : throw new CommandFailure($"'{path}' is larger than {MostBytes / 1024 / 1024} MiB; is it a catalogue?");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"'{path}' cannot be read: {e.Message}");
        }
    }
}
