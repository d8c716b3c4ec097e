using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.Grains.Learning;

/// <summary>The file of what was learned: a router, a scorer.</summary>
internal static class ArtifactFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MostBytes = 128 * 1024 * 1024;

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
        var bytes = await BytesAsync(path, MostBytes, "train it for fewer models", cancellationToken);
        var artifact = RouterArtifact.FromBytes(bytes);
        return (artifact, VersionOf(artifact.TrainedAt, bytes));
    }

    /// <summary>Reads what was learned of answers, and what it is called.</summary>
    /// <returns>A scorer of single answers, or a learned cascade.</returns>
    /// <exception cref="FormatException">It is neither, of another version, damaged or too large.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<(ScorerArtifact? Artifact, GainArtifact? Gains, string Version)> ReadScorerAsync(string path, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(path, ScorerArtifact.MostCharacters, "train it anew", cancellationToken);
        var json = Encoding.UTF8.GetString(bytes);
        if (GainArtifact.IsOne(json))
        {
            var gains = GainArtifact.FromJson(json);
            return (null, gains, VersionOf(gains.TrainedAt, bytes));
        }

        var artifact = ScorerArtifact.FromJson(json);
        return (artifact, null, VersionOf(artifact.TrainedAt, bytes));
    }

    /// <summary>Why a file is not used, with the mend.</summary>
    /// <param name="field">Where the catalogue names it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="command">What writes it.</param>
    /// <param name="e">What came of reading it.</param>
    public static string Why(string field, string path, string command, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"{field}: there is no file '{path}' on this silo; copy there what '{command}' wrote",
        UnauthorizedAccessException => $"{field}: '{path}' may not be read by this silo; give its user the right to",
        FormatException or ArgumentException => $"{field}: '{path}': {e.Message}",
        _ => $"{field}: '{path}' cannot be read ({e.GetType().Name}); write it anew with '{command}'",
    };

    private static async Task<byte[]> BytesAsync(string path, int most, string mend, CancellationToken cancellationToken)
    {
        await using var file = Open(path);
        if (file.Length > most)
        {
            throw new FormatException($"artefact: it has {file.Length / 1024 / 1024} MiB, at most {most / 1024 / 1024} are read; {mend}");
        }

        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private static string VersionOf(DateTimeOffset trainedAt, byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{trainedAt.UtcDateTime:yyyyMMdd'T'HHmmss}-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..8]}");

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, useAsync: true);
}
