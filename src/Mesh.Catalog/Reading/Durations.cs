using System.Globalization;

namespace Mesh.Catalog.Reading;

/// <summary>Times as they are written in a catalogue: 500ms, 20s, 2m, 1h, 30d.</summary>
internal static class Durations
{
    private static readonly (string Unit, double Milliseconds)[] s_units = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

    public static TimeSpan? TryParse(string text)
    {
        foreach (var (unit, milliseconds) in s_units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * milliseconds < TimeSpan.MaxValue.TotalMilliseconds)
            {
                return TimeSpan.FromMilliseconds(number * milliseconds);
            }
        }

        return null;
    }

    public static string Write(TimeSpan time) =>
        time.TotalDays >= 2 ? $"{time.TotalDays:0.##}d"
        : time.TotalHours >= 1 ? $"{time.TotalHours:0.##}h"
        : time.TotalMinutes >= 1 ? $"{time.TotalMinutes:0.##}m"
        : time.TotalSeconds >= 1 || time == TimeSpan.Zero ? $"{time.TotalSeconds:0.###}s"
        : $"{time.TotalMilliseconds:0.###}ms";
}
