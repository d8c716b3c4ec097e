using System.Collections.Concurrent;
using System.Collections.Immutable;
using Mesh.Contracts.Spending;

namespace Mesh.Routing.Spending;

/// <summary>
/// What tenants have spent today and in this month (UTC), as rules read it: what all silos have told, and what was spent here since. Reading it
/// asks nobody; a tenant that a rule read is asked for from then on. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class TenantSpend(TimeProvider time)
{
    /// <summary>Most tenants; those who were quiet for longest give way to further ones, and while none was, further ones count as 0.</summary>
    public const int MostTenants = 10_000;

    /// <summary>A USD in the unit of the figures.</summary>
    public const long NanoUsd = 1_000_000_000;

    /// <summary>How old the figures of a tenant that rules read may get before they are asked for again, and how long spend stays untold.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    /// <summary>How long a tenant is asked for after a rule has read it, and kept after it was last heard of.</summary>
    public static readonly TimeSpan Wanted = TimeSpan.FromMinutes(10);

    // More than one attempt can cost; a defect upstream must not spill over the account.
    private const decimal MostUsd = 1_000_000;
    private readonly ConcurrentDictionary<string, Account> _accounts = new(StringComparer.Ordinal);
    private int _count;
    private long _sequence;

    /// <summary>Tenants that are kept.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The day (UTC).</summary>
    public DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>Something was spent.</summary>
    /// <param name="tenant">For whom; empty for nobody.</param>
    /// <param name="usd">How much.</param>
    public void Add(string tenant, decimal usd)
    {
        if (usd <= 0)
        {
            return;
        }

        // One that was let go of at this moment is made anew.
        var nano = (long)decimal.Round(Math.Min(usd, MostUsd) * NanoUsd);
        for (var tries = 0; tries < 2 && AccountOf(tenant) is { } account && !account.TryAdd(Today, nano, time.GetTimestamp()); tries++)
        {
        }
    }

    /// <summary>USD that a tenant has spent today; 0 where nothing is known of it.</summary>
    public double Day(string tenant) => AccountOf(tenant)?.Read(Today, ofMonth: false, time.GetTimestamp()) ?? 0;

    /// <summary>USD that a tenant has spent in this month; 0 where nothing is known of it.</summary>
    public double Month(string tenant) => AccountOf(tenant)?.Read(Today, ofMonth: true, time.GetTimestamp()) ?? 0;

    /// <summary>The tenants whose spend is to be told, or asked for: those that a rule reads and of whom nothing is known at once, others when it is time.</summary>
    /// <param name="all">Whether all untold spend is due, since this silo is about to stop.</param>
    public IReadOnlyList<string> Due(bool all = false)
    {
        var due = new List<string>();
        foreach (var (tenant, account) in _accounts)
        {
            if (account.IsDue(time, all))
            {
                due.Add(tenant);
            }
            else
            {
                account.CloseIfIdle(time, () => Remove(tenant, account));
            }
        }

        return due;
    }

    /// <summary>What is to be told of a tenant; the same again until it was taken.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="silo">This silo.</param>
    public SpendBooking Booking(string tenant, string silo) => AccountOf(tenant)?.Booking(silo, ref _sequence) ?? new SpendBooking(silo, 0, []);

    /// <summary>A booking was taken; what all silos have told by then.</summary>
    public void Take(string tenant, SpendBooking booking, SpendTotals totals)
    {
        if (_accounts.TryGetValue(tenant, out var account))
        {
            account.Take(booking, totals, time.GetTimestamp());
        }
    }

    // The count is kept beside: asking the dictionary for it takes all its locks.
    private Account? AccountOf(string tenant)
    {
        if (_accounts.TryGetValue(tenant, out var account) || tenant.Length == 0 || Volatile.Read(ref _count) >= MostTenants)
        {
            return account;
        }

        var made = new Account(time.GetTimestamp());
        account = _accounts.GetOrAdd(tenant, made);
        if (ReferenceEquals(account, made))
        {
            Interlocked.Increment(ref _count);
        }

        return account;
    }

    private void Remove(string tenant, Account account)
    {
        if (_accounts.TryRemove(new(tenant, account)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private sealed class Account(long began)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<DateOnly, long> _untold = [];
        private SpendTotals? _totals;
        private SpendBooking? _sending;
        private long _told = began;
        private long _heard = began;
        private long? _read;
        private bool _closed;

        public bool TryAdd(DateOnly today, long nano, long now)
        {
            lock (_lock)
            {
                if (!_closed)
                {
                    _heard = now;
                    _untold[today] = _untold.GetValueOrDefault(today) + nano;
                }

                return !_closed;
            }
        }

        public double Read(DateOnly today, bool ofMonth, long now)
        {
            lock (_lock)
            {
                (_heard, _read) = (now, now);
                var nano = _totals is not { } all ? 0
                    : ofMonth ? (all.Day.Year, all.Day.Month) == (today.Year, today.Month) ? all.MonthNanoUsd : 0
                    : all.Day == today ? all.DayNanoUsd : 0;
                nano += _untold.Where(u => Counts(u.Key)).Sum(u => u.Value);
                nano += _sending?.Days.Where(d => Counts(d.Day)).Sum(d => d.NanoUsd) ?? 0;
                return (double)nano / NanoUsd;
            }

            bool Counts(DateOnly day) => ofMonth ? (day.Year, day.Month) == (today.Year, today.Month) : day == today;
        }

        public bool IsDue(TimeProvider time, bool all)
        {
            lock (_lock)
            {
                var isUntold = _untold.Count > 0 || _sending is not null;
                var isRead = _read is { } read && time.GetElapsedTime(read) < Wanted;
                return all ? isUntold : (isRead && _totals is null) || ((isRead || isUntold) && time.GetElapsedTime(_told) >= Fresh);
            }
        }

        public void CloseIfIdle(TimeProvider time, Action close)
        {
            lock (_lock)
            {
                if (_untold.Count == 0 && _sending is null && time.GetElapsedTime(_heard) >= Wanted)
                {
                    _closed = true;
                    close();
                }
            }
        }

        // Numbers go up over all tenants, so that one that was forgotten goes on where it was.
        public SpendBooking Booking(string silo, ref long sequence)
        {
            lock (_lock)
            {
                if (_sending is null && _untold.Count > 0)
                {
                    _sending = new SpendBooking(silo, Interlocked.Increment(ref sequence), [.. _untold.Select(u => new DaySpend(u.Key, u.Value))]);
                    _untold.Clear();
                }

                return _sending ?? new SpendBooking(silo, 0, []);
            }
        }

        public void Take(SpendBooking booking, SpendTotals totals, long now)
        {
            lock (_lock)
            {
                (_totals, _told) = (totals, now);
                _sending = ReferenceEquals(_sending, booking) ? null : _sending;
            }
        }
    }
}
