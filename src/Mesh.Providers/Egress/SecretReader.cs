using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;

namespace Mesh.Providers.Egress;

/// <summary>Resolves secret references. Files are read again after a while, so that a rotated secret is taken without a restart.</summary>
/// <param name="environment">Looks up an environment variable.</param>
/// <param name="time">The clock.</param>
public sealed class SecretReader(Func<string, string?> environment, TimeProvider time)
{
    private const int MaxLength = 64 * 1024;
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<string, (string? Value, long ReadAt)> _files = new();

    /// <summary>The secret, or null when it is not there.</summary>
    public string? Read(SecretReference reference)
    {
        if (reference.Scheme == SecretScheme.Environment)
        {
            return NullIfEmpty(environment(reference.Location));
        }

        if (_files.TryGetValue(reference.Location, out var known) && time.GetElapsedTime(known.ReadAt) < s_fresh)
        {
            return known.Value;
        }

        var value = ReadFile(reference.Location);
        _files[reference.Location] = (value, time.GetTimestamp());
        return value;
    }

    // A secret that cannot be read is one that is not there: the call says so, and the next one looks again.
    private static string? ReadFile(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[MaxLength + 1];
            var length = reader.ReadBlock(buffer);
            return length > MaxLength ? null : NullIfEmpty(new string(buffer, 0, length).TrimEnd('\r', '\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
