using System.Buffers;
using System.Globalization;
using Mesh.Contracts.Endpoints;

namespace Mesh.Providers.Limits;

/// <summary>
/// Reads <c>x-ratelimit-{limit,remaining,reset}-{requests,tokens}</c>. Figures are taken for a minute's, as OpenAI means them; a
/// vendor that means a day's (Groq's requests) so only seems more generous than it is, until little is left. What cannot be read
/// says nothing.
/// </summary>
public static class VendorLimitsReader
{
    private const string Prefix = "x-ratelimit-";

    // More than any vendor's; what is over is a mistake or a joke.
    private const double Most = 1e12;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);
    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    /// <summary>Reads them.</summary>
    /// <param name="headers">Headers with their names in lower case.</param>
    /// <param name="now">The time, for resets that are told as dates.</param>
    public static VendorLimits Read(IReadOnlyList<KeyValuePair<string, string>> headers, DateTimeOffset now)
    {
        ObservedRate requests = default, tokens = default;
        for (var i = 0; i < headers.Count; i++)
        {
            var name = headers[i].Key.AsSpan();
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var what = name[Prefix.Length..];
            var value = headers[i].Value;
            if (what.EndsWith("-requests", StringComparison.Ordinal))
            {
                requests = With(requests, what[..^"-requests".Length], value, now);
            }
            else if (what.EndsWith("-tokens", StringComparison.Ordinal))
            {
                tokens = With(tokens, what[..^"-tokens".Length], value, now);
            }
        }

        return new VendorLimits(requests, tokens);
    }

    /// <summary>A time as vendors write it: <c>1s</c>, <c>6m0s</c>, <c>88ms</c>, <c>1h2m3.5s</c>, plain seconds, or a date; null when it is none.</summary>
    public static TimeSpan? Duration(ReadOnlySpan<char> text, DateTimeOffset now)
    {
        text = text.Trim();
        if (Number(text) is { } seconds)
        {
            return Bounded(seconds);
        }

        if (text.Length > 0 && text[^1] is 's' or 'm' or 'h' or 'd' && char.IsAsciiDigit(text[0]) && text.IndexOfAny('T', ' ') < 0)
        {
            return InUnits(text);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? Bounded((date - now).TotalSeconds) : null;
    }

    private static ObservedRate With(ObservedRate rate, ReadOnlySpan<char> what, string value, DateTimeOffset now) => what switch
    {
        "limit" when Number(value) is > 0 and var limit => rate with { Limit = limit },
        "remaining" when Number(value) is { } left => rate with { Left = left },
        "reset" => rate with { Reset = Duration(value, now) },
        _ => rate,
    };

    private static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
        && number <= Most
            ? number
            : null;

    // Parts of a number and its unit each, as Go writes a duration.
    private static TimeSpan? InUnits(ReadOnlySpan<char> text)
    {
        var seconds = 0.0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(s_number);
            if (digits <= 0 || Number(text[..digits]) is not { } number)
            {
                return null;
            }

            text = text[digits..];
            var letters = text.IndexOfAny(s_number);
            var unit = letters < 0 ? text : text[..letters];
            double? length = unit switch { "ns" => 1e-9, "us" or "µs" => 1e-6, "ms" => 1e-3, "s" => 1, "m" => 60, "h" => 3600, "d" => 86_400, _ => null };
            if (length is null)
            {
                return null;
            }

            seconds += number * length.Value;
            text = letters < 0 ? default : text[letters..];
        }

        return Bounded(seconds);
    }

    private static TimeSpan Bounded(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, s_longest.TotalSeconds));
}
