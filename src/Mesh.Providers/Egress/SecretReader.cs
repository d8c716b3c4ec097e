using System.Collections.Concurrent;
using Mesh.Contracts.Catalog;

namespace Mesh.Providers.Egress;

/// <summary>Resolves secret references. Files are read again after a while, so that a rotated secret is taken without a restart.</summary>
/// <param name="environment">Looks up an environment variable.</param>
/// <param name="time">The clock.</param>
public sealed class SecretReader(Func<string, string?> environment, TimeProvider time)
{
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

        var value = File.Exists(reference.Location) ? NullIfEmpty(File.ReadAllText(reference.Location).TrimEnd('\r', '\n')) : null;
        _files[reference.Location] = (value, time.GetTimestamp());
        return value;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
