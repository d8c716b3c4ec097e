using System.CommandLine.Parsing;
using System.Globalization;

namespace Mesh.Cli.Commands.Keys;

/// <summary>How long a key holds, as it is written: 30d, 12h, 90m.</summary>
internal static class Lifetime
{
    private const double MostDays = 36_500;

    /// <summary>Reads an option's value; what is none becomes an error of the option.</summary>
    public static TimeSpan? Parse(ArgumentResult result)
    {
        if (result.Tokens is [var token] && TryParse(token.Value) is { } lifetime)
        {
            return lifetime;
        }

        result.AddError($"--expires: '{string.Join(' ', result.Tokens)}' is not a time. Write it such as 30d, 12h or 90m, up to 100 years.");
        return null;
    }

    /// <summary>The time; null when the text is none.</summary>
    public static TimeSpan? TryParse(string text)
    {
        double days = text is [.., var unit] ? unit switch { 'd' => 1, 'h' => 1 / 24.0, 'm' => 1 / 1440.0, _ => 0 } : 0;
        return days > 0
            && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number * days <= MostDays
            ? TimeSpan.FromDays(number * days)
            : null;
    }
}
