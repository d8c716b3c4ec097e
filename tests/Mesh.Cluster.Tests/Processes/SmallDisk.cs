using System.Diagnostics;
using System.Globalization;

namespace Mesh.Cluster.Tests.Processes;

/// <summary>A folder on a file system of its own (tmpfs) that is soon full.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.Path;

    /// <summary>Makes one; null where it may not be mounted.</summary>
    /// <param name="megabytes">Its size.</param>
    public static SmallDisk? Make(int megabytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "tmpfs", disk.Path) == 0)
        {
            return disk;
        }

        disk._folder.Dispose();
        return null;
    }

    /// <summary>Gives it another size.</summary>
    public void Resize(int megabytes) => Run("mount", "-o", string.Create(CultureInfo.InvariantCulture, $"remount,size={megabytes}m"), Path);

    /// <inheritdoc/>
    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static int Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
