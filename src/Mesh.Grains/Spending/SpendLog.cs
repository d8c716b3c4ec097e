using Mesh.Contracts.Spending;

namespace Mesh.Grains.Spending;

/// <summary>The stored spend of a tenant.</summary>
[GenerateSerializer, Alias("mesh.SpendLog")]
public sealed class SpendLog
{
    /// <summary>Days that are kept.</summary>
    public const int MostDays = 62;

    /// <summary>Silos whose last booking is known; the one that was silent for longest goes first.</summary>
    public const int MostSilos = 1_000;

    /// <summary>Billionths of a USD by day (UTC).</summary>
    [Id(0)] public Dictionary<DateOnly, long> Days { get; set; } = [];

    /// <summary>The last booking of each silo, and when it came.</summary>
    [Id(1)] public Dictionary<string, SiloMark> Silos { get; set; } = [];

    /// <summary>Books; false when it is booked already, or there is nothing to book.</summary>
    public bool Take(SpendBooking booking, DateTimeOffset now)
    {
        if (booking.Sequence <= 0 || (Silos.TryGetValue(booking.Silo, out var mark) && booking.Sequence <= mark.Sequence))
        {
            return false;
        }

        foreach (var (day, nano) in booking.Days)
        {
            Days[day] = Days.GetValueOrDefault(day) + nano;
        }

        Silos[booking.Silo] = new SiloMark(booking.Sequence, now);
        if (Silos.Count > MostSilos)
        {
            Silos.Remove(Silos.MinBy(s => s.Value.At).Key);
        }

        var oldest = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1 - MostDays);
        foreach (var day in Days.Keys.Where(d => d < oldest).ToArray())
        {
            Days.Remove(day);
        }

        return true;
    }

    /// <summary>The figures of a day and its month.</summary>
    public SpendTotals On(DateOnly day) =>
        new(day, Days.GetValueOrDefault(day), Days.Where(d => (d.Key.Year, d.Key.Month) == (day.Year, day.Month)).Sum(d => d.Value));
}
