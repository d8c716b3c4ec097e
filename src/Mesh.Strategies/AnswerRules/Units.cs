namespace Mesh.Strategies.AnswerRules;

/// <summary>Converts between units of length, mass, time, data and temperature. Factors are exact by definition (SI; the international yard and pound of 1959; IEC for kibi and up).</summary>
public static class Units
{
    // Of each quantity, the size of its units in the first one.
    private static readonly Dictionary<string, (string Quantity, decimal Factor)> s_units = new(StringComparer.OrdinalIgnoreCase);

    static Units()
    {
        Add("length", (1m, "m meter meters metre metres"), (0.001m, "mm millimeter millimeters"), (0.01m, "cm centimeter centimeters"), (1000m, "km kilometer kilometers"),
            (0.0254m, "in inch inches"), (0.3048m, "ft foot feet"), (0.9144m, "yd yard yards"), (1609.344m, "mi mile miles"), (1852m, "nmi"));
        Add("mass", (1m, "kg kilogram kilograms"), (0.001m, "g gram grams"), (0.000001m, "mg milligram milligrams"), (1000m, "t ton tons tonne tonnes"),
            (0.45359237m, "lb lbs pound pounds"), (0.028349523125m, "oz ounce ounces"));
        Add("time", (1m, "s sec second seconds"), (0.001m, "ms millisecond milliseconds"), (60m, "min minute minutes"), (3600m, "h hour hours"), (86400m, "d day days"), (604800m, "week weeks"));
        Add("data", (1m, "B byte bytes"), (1000m, "kB kilobyte kilobytes"), (1_000_000m, "MB megabyte megabytes"), (1_000_000_000m, "GB gigabyte gigabytes"), (1_000_000_000_000m, "TB terabyte terabytes"),
            (1024m, "KiB"), (1_048_576m, "MiB"), (1_073_741_824m, "GiB"), (1_099_511_627_776m, "TiB"), (0.125m, "bit bits"));
        Add("temperature", (1m, "C °C celsius"), (2m, "F °F fahrenheit"), (3m, "K kelvin"));
    }

    /// <summary>A value in another unit; null when a unit is not known, they measure different things, or no decimal holds it.</summary>
    public static decimal? Convert(decimal value, string from, string to)
    {
        if (!s_units.TryGetValue(from, out var source) || !s_units.TryGetValue(to, out var target) || source.Quantity != target.Quantity)
        {
            return null;
        }

        try
        {
            return source.Quantity == "temperature" ? FromKelvin(ToKelvin(value, source.Factor), target.Factor) : value * source.Factor / target.Factor;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static void Add(string quantity, params ReadOnlySpan<(decimal Factor, string Names)> units)
    {
        foreach (var (factor, names) in units)
        {
            foreach (var name in names.Split(' '))
            {
                s_units.Add(name, (quantity, factor));
            }
        }
    }

    private static decimal ToKelvin(decimal value, decimal scale) => scale switch
    {
        1m => value + 273.15m,
        2m => ((value - 32) * 5 / 9) + 273.15m,
        _ => value,
    };

    private static decimal FromKelvin(decimal kelvin, decimal scale) => scale switch
    {
        1m => kelvin - 273.15m,
        2m => ((kelvin - 273.15m) * 9 / 5) + 32,
        _ => kelvin,
    };
}
