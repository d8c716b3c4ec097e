using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using Mesh.Grains.Storage;
using Orleans.Serialization;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>Accounts of conversations in the embedded store's file.</summary>
public sealed class SqliteConversationAccounts(SqliteStore store, Serializer serializer) : IConversationAccounts
{
    private readonly SqliteCalls _calls = new(store);

    /// <inheritdoc/>
    public Task BookAsync(ConversationKey key, IReadOnlyList<Booking> bookings, DateTimeOffset now, CancellationToken cancellationToken) =>
        _calls.RunAsync(new AccountsBooking(key, bookings, now, serializer), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UsageLine>> ReadAsync(string tenant, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        IConversationAccounts.ThrowIfOutOfBounds(first, last);
        return _calls.ReadAsync<IReadOnlyList<UsageLine>>(
            connection =>
            {
                var figures = connection.Read(
                    row => (Day: row.GetInt32(0), Model: row.GetString(1), Figure: row.GetInt32(2), Value: row.GetInt64(3)),
                    "SELECT day, model, figure, value FROM conversation_usage WHERE tenant = $tenant AND day BETWEEN $first AND $last ORDER BY day, model",
                    ("$tenant", tenant),
                    ("$first", first.DayNumber),
                    ("$last", last.DayNumber));
                return
                [
                    .. from figure in figures
                       group figure by (figure.Day, figure.Model) into line
                       let values = line.ToDictionary(f => f.Figure, f => f.Value)
                       select UsageLine.Of(DateOnly.FromDayNumber(line.Key.Day), line.Key.Model, i => values.GetValueOrDefault(i)),
                ];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRecord>> ReadAuditAsync(string tenant, AuditCursor? before, int count, CancellationToken cancellationToken)
    {
        IConversationAccounts.ThrowIfOutOfBounds(count);
        return _calls.ReadAsync<IReadOnlyList<AuditRecord>>(
            connection => connection.Read(
                row => serializer.Deserialize<AuditRecord>((byte[])row[0])!,
                before is null
                    ? "SELECT data FROM conversation_audit WHERE tenant = $tenant ORDER BY at DESC, id DESC, sequence DESC LIMIT $count"
                    : "SELECT data FROM conversation_audit WHERE tenant = $tenant AND (at, id, sequence) < ($at, $id, $sequence) ORDER BY at DESC, id DESC, sequence DESC LIMIT $count",
                ("$tenant", tenant),
                ("$at", before?.At.UtcTicks),
                ("$id", before?.Conversation),
                ("$sequence", before?.Sequence),
                ("$count", count)),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken) => _calls.RunAsync(new AccountsForgetting(key), cancellationToken);
}
