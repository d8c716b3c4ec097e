using System.Text.RegularExpressions;

namespace Mesh.Strategies.Confidence.Checks;

/// <summary>What form of answer a question asks for, read off its last sentences; English words.</summary>
/// <param name="Number">Whether it asks for a number.</param>
/// <param name="Count">Whether it asks how many of something there are: a whole number, and not a negative one.</param>
/// <param name="Last">Its last sentence that asks or orders.</param>
internal sealed partial record AskedForm(bool Number, bool Count, string Last)
{
    private const int MostOfLast = 400;

    /// <summary>Reads a question.</summary>
    public static AskedForm Of(string question)
    {
        var text = question.Trim();
        var asked = text.LastIndexOf('?') is var mark and > 0 ? text[..(mark + 1)] : text;
        var from = asked.Length < 2 ? -1 : asked.AsSpan(0, asked.Length - 1).LastIndexOfAny('.', '!', '?') is var end and >= 0 && end + 1 < asked.Length && !char.IsAsciiDigit(asked[end + 1]) ? end : -1;
        var last = asked[(from + 1)..].Trim();
        last = last.Length > MostOfLast ? last[^MostOfLast..] : last;
        var counted = HowMany().Match(last);
        return new AskedForm(counted.Success || Amount().IsMatch(last), counted.Success && !Measures().IsMatch(counted.Groups["what"].Value), last);
    }

    [GeneratedRegex(@"\bhow many (more |fewer |less |total |extra |additional |of (the |his |her |their )?)?(?<what>[A-Za-z]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HowMany();

    [GeneratedRegex(@"\b(how (much|long|old|far|fast|tall|heavy|big|deep|wide|often|high)|what (is|was|will be|are|would be|['’]s) (the |their |his |her |its )?(\w+ ){0,3}(sum|total|number|average|mean|cost|price|amount|difference|percentage|percent|ratio|area|volume|speed|distance|age|weight|length|height|profit|value|probability|median)|calculate|compute|find the (sum|total|number|average|value|area)|what percent(age)?|what number|what fraction)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    // What is measured may well come out with a part after the point.
    [GeneratedRegex(@"^(hours?|minutes?|seconds?|days?|weeks?|months?|years?|miles?|kilometers?|km|meters?|metres?|feet|foot|inches|yards?|pounds?|lbs|kilograms?|kg|grams?|ounces?|tons?|gallons?|liters?|litres?|cups?|quarts?|pints?|teaspoons?|tablespoons?|dollars?|euros?|cents?|calories|percent|degrees|acres?|square|cubic|units?|times|GB|MB)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Measures();
}
