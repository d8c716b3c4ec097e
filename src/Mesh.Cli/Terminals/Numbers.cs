using System.Globalization;

namespace Mesh.Cli.Terminals;

/// <summary>Numbers as people read them, the same in every country.</summary>
internal static class Numbers
{
    /// <summary>A cost: cents and below with as many digits as tell something.</summary>
    public static string Usd(decimal usd) => usd switch
    {
        0 => "$0",
        >= 1 or <= -1 => string.Create(CultureInfo.InvariantCulture, $"${usd:0.00}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"${usd:0.########}"),
    };

    /// <inheritdoc cref="Usd(decimal)"/>
    public static string Usd(double usd) => double.IsFinite(usd) && Math.Abs(usd) < 1e18 ? Usd((decimal)usd) : "?";

    /// <summary>A time.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds >= 10
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");

    /// <summary>Seconds; a dash where there are none yet.</summary>
    public static string Seconds(double seconds) => !double.IsFinite(seconds) || seconds <= 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###} s");

    /// <summary>A whole number with its thousands apart.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share or a score.</summary>
    public static string Plain(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
