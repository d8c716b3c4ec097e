using Mesh.Cli.Failures;

namespace Mesh.Cli.Commands;

/// <summary>Writes a file whole or not at all: a silo may be looking at it.</summary>
internal static class WholeFile
{
    /// <summary>Writes it.</summary>
    /// <exception cref="CommandFailure">It cannot be written.</exception>
    public static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllBytesAsync(path + ".new", bytes, cancellationToken);
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"'{path}' cannot be written: {e.Message}");
        }
    }
}
