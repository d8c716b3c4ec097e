using System.Globalization;
using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using Mesh.Grains.Redis;
using Orleans.Serialization;
using StackExchange.Redis;

namespace Mesh.Grains.Conversations.Storage;

/// <summary>
/// Accounts of conversations in the cluster's Redis. All of a tenant's are in one slot, so that one script books an event and that it is
/// booked. A day's usage is a hash whose fields are a figure's number and the model; audit records lie by time, id and sequence.
/// </summary>
internal sealed class RedisConversationAccounts(RedisConnections connections, RedisClusterOptions options, RedisGuard guard, Serializer serializer) : IConversationAccounts
{
    private const int TimeLength = 19;
    private const int SequenceLength = 20;
    private const byte Split = 0;
    private readonly RedisConversationKeys _keys = new(options.Cluster);

    /// <inheritdoc/>
    public Task BookAsync(ConversationKey key, IReadOnlyList<Booking> bookings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateOnly[] days = [.. bookings.Select(b => b.Usage?.Day).OfType<DateOnly>().Distinct()];
        RedisKey[] keys = [_keys.Booked(key.Tenant), _keys.Audit(key.Tenant), .. days.Select(d => _keys.Usage(key.Tenant, d))];
        RedisValue[] values =
        [
            key.Id,
            (long)IConversationAccounts.Kept.TotalSeconds,
            Digits((now - IConversationAccounts.Kept).UtcTicks, TimeLength),
            bookings.Count,
            .. bookings.SelectMany(b => Values(b, b.Usage is { } usage ? 3 + Array.IndexOf(days, usage.Day) : 0)),
        ];
        return RunAsync(database => database.ScriptEvaluateAsync(RedisConversationScripts.Book, keys, values), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<UsageLine>> ReadAsync(string tenant, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        IConversationAccounts.ThrowIfOutOfBounds(first, last);
        DateOnly[] days = [.. Enumerable.Range(first.DayNumber, last.DayNumber - first.DayNumber + 1).Select(DateOnly.FromDayNumber)];
        return RunAsync<IReadOnlyList<UsageLine>>(
            async database =>
            {
                var found = await Task.WhenAll(days.Select(d => database.HashGetAllAsync(_keys.Usage(tenant, d))));
                if (found.All(f => f.Length == 0))
                {
                    await guard.LookAsync();
                }

                return [.. days.Zip(found, Lines).SelectMany(lines => lines)];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRecord>> ReadAuditAsync(string tenant, AuditCursor? before, int count, CancellationToken cancellationToken)
    {
        IConversationAccounts.ThrowIfOutOfBounds(count);
        RedisValue until = before is null ? RedisValue.Null : Place(before.At, before.Conversation, before.Sequence);
        return RunAsync<IReadOnlyList<AuditRecord>>(
            async database =>
            {
                var rows = await database.SortedSetRangeByValueAsync(_keys.Audit(tenant), RedisValue.Null, until, Exclude.Stop, Order.Descending, take: count);
                if (rows.Length == 0)
                {
                    await guard.LookAsync();
                }

                return [.. rows.Select(r => Record((byte[])r!))];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken) =>
        RunAsync(database => database.HashDeleteAsync(_keys.Booked(key.Tenant), key.Id), cancellationToken);

    private static IEnumerable<UsageLine> Lines(DateOnly day, HashEntry[] found)
    {
        var lines = from entry in found
                    let name = entry.Name.ToString()
                    let colon = name.IndexOf(':', StringComparison.Ordinal)
                    group (Figure: int.Parse(name.AsSpan(0, colon), CultureInfo.InvariantCulture), Value: (long)entry.Value) by name[(colon + 1)..] into line
                    let values = line.ToDictionary(f => f.Figure, f => f.Value)
                    select UsageLine.Of(day, line.Key, i => values.GetValueOrDefault(i));
        return lines.OrderBy(l => l.Model, StringComparer.Ordinal);
    }

    private static string Digits(long number, int length) => number.ToString(CultureInfo.InvariantCulture).PadLeft(length, '0');

    // By time, then id, then sequence, as cursors are.
    private static string Place(DateTimeOffset at, string conversation, long sequence) => $"{Digits(at.UtcTicks, TimeLength)}{conversation}\0{Digits(sequence, SequenceLength)}";

    private IEnumerable<RedisValue> Values(Booking booking, int day)
    {
        yield return booking.Sequence;
        yield return booking.Audit is { } audit
            ? (RedisValue)(byte[])[.. System.Text.Encoding.UTF8.GetBytes(Place(audit.At, audit.Conversation, audit.Sequence)), .. serializer.SerializeToArray(audit)]
            : "";
        yield return day;
        (int Index, long Item)[] figures = [.. booking.Usage?.Figures.Index().Where(f => f.Item != 0) ?? []];
        yield return figures.Length;
        foreach (var (figure, value) in figures)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{figure}:{booking.Usage!.Model}");
            yield return value;
        }
    }

    private AuditRecord Record(byte[] row)
    {
        var id = Array.IndexOf(row, Split, TimeLength);
        return serializer.Deserialize<AuditRecord>(row.AsMemory(id + 1 + SequenceLength))!;
    }

    private Task<T> RunAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return guard.RunAsync(async () => await call((await connections.StateAsync()).GetDatabase()).WaitAsync(cancellationToken));
    }
}
