using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mesh.Strategies.Votes.Forms;

/// <summary>JSON as it is compared: properties in ordinal order, numbers by value, no white space. Found inside a fence or a sentence too.</summary>
public static class JsonText
{
    /// <summary>Characters of an answer that are parsed; a longer one is compared as it stands.</summary>
    public const int MostCharacters = 65_536;

    private const int MostDepth = 32;
    private static readonly JsonDocumentOptions s_lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MostDepth };

    /// <summary>The canonical text; null where the answer holds no JSON.</summary>
    public static string? Key(string answer)
    {
        foreach (var part in Parts(answer))
        {
            try
            {
                using var document = JsonDocument.Parse(part, s_lenient);
                var written = new StringBuilder();
                Write(document.RootElement, written);
                return written.ToString();
            }
            catch (JsonException)
            {
                // The next part may be whole.
            }
        }

        return null;
    }

    /// <summary>Whether an answer is an object or an array, or a fence around one.</summary>
    public static bool IsContainer(string answer) => Unfenced(answer) is ['{', .., '}'] or ['[', .., ']'] && Key(answer) is not null;

    // The whole, else what stands between the first opening and the last closing bracket.
    private static IEnumerable<string> Parts(string answer)
    {
        var text = Unfenced(answer);
        if (text.Length > MostCharacters)
        {
            yield break;
        }

        yield return text;
        var from = text.AsSpan().IndexOfAny('{', '[');
        var to = text.AsSpan().LastIndexOfAny('}', ']');
        if (from >= 0 && to > from)
        {
            yield return text[from..(to + 1)];
        }
    }

    private static string Unfenced(string answer)
    {
        const string Fence = "```";
        var text = answer.Trim();
        var open = text.IndexOf(Fence, StringComparison.Ordinal);
        var close = text.LastIndexOf(Fence, StringComparison.Ordinal);
        if (open < 0 || close < open + Fence.Length)
        {
            return text;
        }

        // The fence's first line names the language.
        var inside = text[(open + Fence.Length)..close];
        var line = inside.IndexOf('\n', StringComparison.Ordinal);
        return (line >= 0 ? inside[(line + 1)..] : inside).Trim();
    }

    private static void Write(JsonElement value, StringBuilder to)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                // Of a name that stands twice the last one counts, as with most readers.
                var fields = value.EnumerateObject().GroupBy(p => p.Name, StringComparer.Ordinal).Select(g => g.Last()).OrderBy(p => p.Name, StringComparer.Ordinal);
                WriteAll('{', '}', fields, p => { to.Append(JsonSerializer.Serialize(p.Name)).Append(':'); Write(p.Value, to); }, to);
                break;
            case JsonValueKind.Array:
                WriteAll('[', ']', value.EnumerateArray(), v => Write(v, to), to);
                break;
            case JsonValueKind.Number:
                to.Append(value.TryGetDecimal(out var exact) ? (exact / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : value.GetDouble().ToString("R", CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.String:
                to.Append(JsonSerializer.Serialize(value.GetString()));
                break;
            default:
                to.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteAll<T>(char open, char close, IEnumerable<T> items, Action<T> write, StringBuilder to)
    {
        to.Append(open);
        foreach (var (i, item) in items.Index())
        {
            to.Append(i > 0 ? "," : "");
            write(item);
        }

        to.Append(close);
    }
}
