using Mesh.Conversations.Log;

namespace Mesh.Conversations.Accounts;

/// <summary>Accounts in the memory of one process: for tests, and for a mesh that is not asked to keep anything.</summary>
public sealed class InMemoryConversationAccounts : IConversationAccounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConversationKey, long> _booked = [];
    private readonly Dictionary<(string Tenant, DateOnly Day, string Model), UsageLine> _usage = [];
    private readonly List<(string Tenant, AuditRecord Record)> _audit = [];

    /// <inheritdoc/>
    public Task BookAsync(ConversationKey key, IReadOnlyList<Booking> bookings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var booked = _booked.GetValueOrDefault(key);
            foreach (var booking in bookings.Where(b => b.Sequence > booked))
            {
                Book(key, booking);
            }

            _booked[key] = Math.Max(booked, bookings.Select(b => b.Sequence).DefaultIfEmpty().Max());
            var oldest = now - IConversationAccounts.Kept;
            _audit.RemoveAll(a => a.Tenant == key.Tenant && a.Record.At < oldest);
            foreach (var old in _usage.Keys.Where(u => u.Tenant == key.Tenant && u.Day < DateOnly.FromDateTime(oldest.UtcDateTime)).ToArray())
            {
                _usage.Remove(old);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<UsageLine>> ReadAsync(string tenant, DateOnly first, DateOnly last, CancellationToken cancellationToken)
    {
        IConversationAccounts.ThrowIfOutOfBounds(first, last);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<UsageLine>>(
                [.. _usage.Where(u => u.Key.Tenant == tenant && u.Key.Day >= first && u.Key.Day <= last).Select(u => u.Value).OrderBy(l => l.Day).ThenBy(l => l.Model, StringComparer.Ordinal)]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditRecord>> ReadAuditAsync(string tenant, AuditCursor? before, int count, CancellationToken cancellationToken)
    {
        IConversationAccounts.ThrowIfOutOfBounds(count);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AuditRecord>>(
            [
                .. _audit.Where(a => a.Tenant == tenant && (before is null || Compare(AuditCursor.Of(a.Record), before) < 0))
                    .Select(a => a.Record).OrderByDescending(AuditCursor.Of, Comparer<AuditCursor>.Create(Compare)).Take(count),
            ]);
        }
    }

    /// <inheritdoc/>
    public Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _booked.Remove(key);
        }

        return Task.CompletedTask;
    }

    private void Book(ConversationKey key, Booking booking)
    {
        if (booking.Usage is { } usage)
        {
            var line = (key.Tenant, usage.Day, usage.Model);
            _usage[line] = _usage.TryGetValue(line, out var before) ? before.Plus(usage) : usage;
        }

        if (booking.Audit is { } audit)
        {
            _audit.Add((key.Tenant, audit));
        }
    }

    private static int Compare(AuditCursor one, AuditCursor other) =>
        one.At.CompareTo(other.At) is not 0 and var at ? at : string.CompareOrdinal(one.Conversation, other.Conversation) is not 0 and var id ? id : one.Sequence.CompareTo(other.Sequence);
}
