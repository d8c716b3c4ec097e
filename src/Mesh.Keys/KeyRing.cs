using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Mesh.Contracts.Access;

namespace Mesh.Keys;

/// <summary>The keys that are in force; immutable, swapped whole.</summary>
/// <param name="entries">The keys.</param>
/// <param name="pepper">The pepper under which they were hashed.</param>
public sealed class KeyRing(IEnumerable<KeyEntry> entries, Pepper pepper)
{
    // No key is longer.
    private const int MostCharacters = 256;
    private static readonly byte[] s_nobody = new byte[64];

    // The peppered hash costs microseconds, a digest a fraction of one. Only right keys are held, so there are at most as many as entries.
    private readonly ConcurrentDictionary<KeyDigest, (CallerIdentity Caller, DateTimeOffset? Expires)> _proven = new();
    private readonly FrozenDictionary<string, KeyEntry> _entries = entries.ToFrozenDictionary(e => e.Id, StringComparer.Ordinal);

    /// <summary>How many keys there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Who presents a key; null when it is mistyped, unknown, wrong or has expired.</summary>
    public CallerIdentity? Find(string? text, DateTimeOffset now)
    {
        if (text is null || text.Length > MostCharacters)
        {
            return null;
        }

        var digest = KeyDigest.Of(text);
        if (!_proven.TryGetValue(digest, out var proven))
        {
            if (Prove(text) is not { } entry)
            {
                return null;
            }

            proven = (new CallerIdentity(entry.Id, entry.Tenant, entry.Project, entry.Scopes), entry.Expires);
            _proven[digest] = proven;
        }

        return proven.Expires <= now ? null : proven.Caller;
    }

    /// <summary>Whether a key is in force, by its visible id, and has all of these scopes for a tenant.</summary>
    /// <param name="id">The key's visible id.</param>
    /// <param name="tenant">The tenant on whose account it asked.</param>
    /// <param name="scopes">The scopes.</param>
    /// <param name="now">The time.</param>
    public bool Has(string id, string tenant, IReadOnlyList<string> scopes, DateTimeOffset now) =>
        _entries.TryGetValue(id, out var entry) && !(entry.Expires <= now) && entry.Tenant == tenant && scopes.All(s => entry.Scopes.Contains(s, StringComparer.Ordinal));

    private KeyEntry? Prove(string text)
    {
        if (!ApiKey.TryParse(text, out var key))
        {
            return null;
        }

        // An unknown id costs the same hash and comparison as a known one: time tells nobody which ids exist.
        var entry = _entries.GetValueOrDefault(key.Id);
        var expected = entry is null ? s_nobody : Encoding.ASCII.GetBytes(entry.Hash);
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(pepper.Hash(key))) ? entry : null;
    }
}
