using System.Globalization;

namespace Mesh.Grains.Workers.Gauges;

/// <summary>What an engine told at one moment. Null where it did not.</summary>
internal sealed class GaugeReading
{
    private static readonly int s_meanings = Enum.GetValues<GaugeMeaning>().Length;
    private readonly double?[] _values = new double?[s_meanings];

    /// <summary>What it told about something; never less than zero and never without end.</summary>
    public double? this[GaugeMeaning meaning]
    {
        get => _values[(int)meaning];
        init => _values[(int)meaning] = value;
    }

    /// <summary>Reads a metrics page.</summary>
    public static GaugeReading Of(ReadOnlySpan<byte> page)
    {
        Span<double> found = stackalloc double[GaugeNames.All.Count];
        found.Fill(double.NaN);
        var samples = new PrometheusReader(page);
        while (samples.Read())
        {
            // Ranks of one model tell the same; adding them up would count its requests many times.
            if (GaugeNames.Rows(samples.Name) is { IsEmpty: false } rows && samples.Labels.Find("tp_rank") is null or "0")
            {
                foreach (var row in rows)
                {
                    Take(ref found[row], GaugeNames.All[row], samples);
                }
            }
        }

        var reading = new GaugeReading();
        for (var row = 0; row < found.Length; row++)
        {
            if (double.IsFinite(found[row]))
            {
                reading._values[(int)GaugeNames.All[row].Meaning] ??= found[row];
            }
        }

        return reading;
    }

    private static void Take(ref double found, GaugeName name, PrometheusReader sample)
    {
        var value = name.Labels is null ? sample.Value : Product(sample.Labels, name.Labels);
        if (double.IsFinite(value) && value >= 0)
        {
            found = double.IsNaN(found) ? value : name.Largest ? Math.Max(found, value) : found + value;
        }
    }

    private static double Product(PrometheusLabels labels, string[] names)
    {
        var product = 1.0;
        foreach (var name in names)
        {
            product *= double.TryParse(labels.Find(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) ? factor : double.NaN;
        }

        return product;
    }
}
