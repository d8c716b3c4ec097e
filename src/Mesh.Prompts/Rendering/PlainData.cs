using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mesh.Prompts.Rendering;

/// <summary>Takes out of a text what could make a model, or a person reading along, see another text than the one that is there.</summary>
public static partial class PlainData
{
    /// <summary>
    /// Without control characters (but tabs and line breaks), overrides of the direction of writing, invisible tag characters and halves of
    /// pairs; control tokens of chat formats (<c>&lt;|word|&gt;</c>) and lines like a fence's are broken up by a space.
    /// </summary>
    public static string Of(string text)
    {
        var plain = IsPlain(text) ? text : WithoutHidden(text);
        return Fences().Replace(ControlTokens().Replace(plain, "< $1$2$1>"), "[ [[");
    }

    /// <summary>At most <paramref name="most"/> characters: the begin and the end of a longer text, with a mark between them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">Most characters; the mark takes some 50 of them.</param>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // The mark is as long for any number of this many digits.
        var mark = Mark(text.Length);
        var room = Math.Max(0, most - mark.Length);
        var head = room - room / 2;
        var tail = text.Length - room / 2;
        head -= head > 0 && char.IsHighSurrogate(text[head - 1]) ? 1 : 0;
        tail += tail < text.Length && char.IsLowSurrogate(text[tail]) ? 1 : 0;
        return string.Concat(text.AsSpan(0, head), Mark(tail - head), text.AsSpan(tail));
    }

    /// <summary>A name that stands in a line of a fence.</summary>
    public static string Label(string label) =>
        string.Concat(label.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '@' or ':' ? c : '_'));

    private static string Mark(int characters) => string.Create(CultureInfo.InvariantCulture, $"\n[... {characters:N0} characters are left out here ...]\n");

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (IsHidden(c) || char.IsSurrogate(c))
            {
                return false;
            }
        }

        return true;
    }

    private static string WithoutHidden(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, at, out var rune))
            {
                at += rune.Utf16SequenceLength;
                if (!(rune.IsBmp && IsHidden((char)rune.Value)) && rune.Value is not (>= 0xE0000 and <= 0xE007F))
                {
                    plain.Append(rune);
                }
            }
            else
            {
                plain.Append('\uFFFD');
                at++;
            }
        }

        return plain.ToString();
    }

    // Embeddings, overrides and isolates of direction; line and paragraph separators break lines for some readers and not for others.
    private static bool IsHidden(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029' or '\uFEFF';

    [GeneratedRegex(@"<([|｜])([\w▁ -]{1,40})\1>", RegexOptions.CultureInvariant)]
    private static partial Regex ControlTokens();

    [GeneratedRegex(@"\[\[\[(?=\s*data)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Fences();
}
