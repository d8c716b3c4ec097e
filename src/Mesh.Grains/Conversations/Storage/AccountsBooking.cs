using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using Mesh.Grains.Storage;
using Microsoft.Data.Sqlite;
using Orleans.Serialization;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>Books what happened in a conversation, unless it is booked; gives how much was new.</summary>
internal sealed class AccountsBooking(ConversationKey key, IReadOnlyList<Booking> bookings, DateTimeOffset now, Serializer serializer) : StoreOperation<int>
{
    private readonly byte[]?[] _records = [.. bookings.Select(b => b.Audit is { } audit ? serializer.SerializeToArray(audit) : null)];

    /// <inheritdoc/>
    protected override int Run(SqliteTransaction transaction)
    {
        var booked = transaction.Find<long>("SELECT sequence FROM conversation_booked WHERE tenant = $tenant AND id = $id", ("$tenant", key.Tenant), ("$id", key.Id)) ?? 0;
        var added = 0;
        for (var i = 0; i < bookings.Count; i++)
        {
            if (bookings[i].Sequence > booked)
            {
                Add(transaction, bookings[i], _records[i]);
                added++;
            }
        }

        if (added > 0)
        {
            transaction.Run(
                "INSERT INTO conversation_booked (tenant, id, sequence) VALUES ($tenant, $id, $sequence) ON CONFLICT (tenant, id) DO UPDATE SET sequence = $sequence",
                ("$tenant", key.Tenant),
                ("$id", key.Id),
                ("$sequence", bookings[^1].Sequence));
            Forget(transaction);
        }

        return added;
    }

    private void Add(SqliteTransaction transaction, Booking booking, byte[]? record)
    {
        if (booking.Usage is { } usage)
        {
            Add(transaction, usage);
        }

        if (record is not null)
        {
            transaction.Run(
                "INSERT INTO conversation_audit (tenant, at, id, sequence, data) VALUES ($tenant, $at, $id, $sequence, $data) ON CONFLICT DO NOTHING",
                ("$tenant", key.Tenant),
                ("$at", booking.Audit!.At.UtcTicks),
                ("$id", key.Id),
                ("$sequence", booking.Sequence),
                ("$data", record));
        }
    }

    private void Add(SqliteTransaction transaction, UsageLine usage)
    {
        foreach (var (figure, value) in usage.Figures.Index().Where(f => f.Item != 0))
        {
            transaction.Run(
                """
                INSERT INTO conversation_usage (tenant, day, model, figure, value) VALUES ($tenant, $day, $model, $figure, $value)
                ON CONFLICT (tenant, day, model, figure) DO UPDATE SET value = value + $value
                """,
                ("$tenant", key.Tenant),
                ("$day", usage.Day.DayNumber),
                ("$model", usage.Model),
                ("$figure", figure),
                ("$value", value));
        }
    }

    private void Forget(SqliteTransaction transaction)
    {
        var oldest = now - IConversationAccounts.Kept;
        transaction.Run("DELETE FROM conversation_usage WHERE tenant = $tenant AND day < $day", ("$tenant", key.Tenant), ("$day", DateOnly.FromDateTime(oldest.UtcDateTime).DayNumber));
        transaction.Run("DELETE FROM conversation_audit WHERE tenant = $tenant AND at < $at", ("$tenant", key.Tenant), ("$at", oldest.UtcTicks));
    }
}
