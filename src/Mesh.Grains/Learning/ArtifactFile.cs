using System.Globalization;
using System.Security.Cryptography;
using Mesh.Routing.Learning;

namespace Mesh.Grains.Learning;

/// <summary>A trained router's file.</summary>
internal static class ArtifactFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MostBytes = 128 * 1024 * 1024;

    /// <summary>Largest file of text that is read, in bytes.</summary>
    public const int MostTextBytes = 8 * 1024 * 1024;

    /// <summary>Differs when the file changes; null where it cannot be opened. Of a link it is what it leads to.</summary>
    public static (long Length, DateTime Written)? Stamp(string path)
    {
        try
        {
            using var file = Open(path);
            return (file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Reads it; gives the router and what it is called: when it was trained, and the beginning of its bytes' hash.</summary>
    /// <exception cref="FormatException">It is no router, of another version, damaged or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<(RouterArtifact Artifact, string Version)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        if (file.Length > MostBytes)
        {
            throw new FormatException($"artefact: it has {file.Length / 1024 / 1024} MiB, at most {MostBytes / 1024 / 1024} are read; train it for fewer models");
        }

        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        var artifact = RouterArtifact.FromBytes(bytes);
        return (artifact, VersionOf(artifact.TrainedAt, bytes));
    }

    /// <summary>Reads a file of text.</summary>
    /// <exception cref="FormatException">It is too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<string> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        if (file.Length > MostTextBytes)
        {
            throw new FormatException($"it has {file.Length / 1024 / 1024} MiB, at most {MostTextBytes / 1024 / 1024} are read");
        }

        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private static string VersionOf(DateTimeOffset trainedAt, byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{trainedAt.UtcDateTime:yyyyMMdd'T'HHmmss}-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..8]}");

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
}
