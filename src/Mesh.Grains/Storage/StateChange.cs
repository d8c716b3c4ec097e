using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans.Storage;

namespace Mesh.Grains.Storage;

/// <summary>One guarded change of a grain's state; gives the new ETag, null after a removal. Refused with <see cref="InconsistentStateException"/> when somebody else has changed the state.</summary>
public sealed class StateChange : StoreOperation<string?>
{
    private readonly string? _etag;
    private readonly byte[]? _data;

    private StateChange(string name, string grain, string? etag, byte[]? data) => (Name, Grain, _etag, _data) = (name, grain, etag, data);

    /// <summary>State name.</summary>
    public string Name { get; }

    /// <summary>Grain id.</summary>
    public string Grain { get; }

    /// <inheritdoc/>
    internal override bool Erases => _data is null;

    /// <summary>Stores a state.</summary>
    /// <param name="name">State name.</param>
    /// <param name="grain">Grain id.</param>
    /// <param name="etag">The version that the writer has seen; null for none.</param>
    /// <param name="data">The new state.</param>
    public static StateChange Write(string name, string grain, string? etag, byte[] data) => new(name, grain, etag, data);

    /// <summary>Removes a state.</summary>
    /// <param name="name">State name.</param>
    /// <param name="grain">Grain id.</param>
    /// <param name="etag">The version that the writer has seen; null for none.</param>
    public static StateChange Clear(string name, string grain, string? etag) => new(name, grain, etag, null);

    /// <inheritdoc/>
    protected override string? Run(SqliteTransaction transaction)
    {
        var seen = long.TryParse(_etag, CultureInfo.InvariantCulture, out var version) ? version : 0;

        // A state that was removed and made anew must not fit an ETag from before: it begins at a random number.
        var sql = _data is null
            ? "DELETE FROM state WHERE name = $name AND grain = $grain AND version = $seen RETURNING version"
            : seen == 0
                ? "INSERT INTO state (name, grain, version, data) VALUES ($name, $grain, 1 + abs(random() % 1000000000000), $data) ON CONFLICT DO NOTHING RETURNING version"
                : "UPDATE state SET version = version + 1, data = $data WHERE name = $name AND grain = $grain AND version = $seen RETURNING version";
        if (transaction.Find<long>(sql, ("$name", Name), ("$grain", Grain), ("$seen", seen), ("$data", _data)) is { } changed)
        {
            return _data is null ? null : changed.ToString(CultureInfo.InvariantCulture);
        }

        var current = transaction.Find<long>("SELECT version FROM state WHERE name = $name AND grain = $grain", ("$name", Name), ("$grain", Grain))?.ToString(CultureInfo.InvariantCulture);
        return _data is null && seen == 0 && current is null
            ? null
            : throw new InconsistentStateException($"State '{Name}' of {Grain} was changed by somebody else", current ?? "none", _etag ?? "none");
    }
}
