using System.Globalization;

namespace Mesh.Catalog.Discovery;

/// <summary>Gives what was found names that a catalogue takes, each once.</summary>
/// <param name="taken">Names that are taken already.</param>
public sealed class FoundNames(IEnumerable<string> taken)
{
    private const int MostLetters = 96;
    private const int MostUpstreamLetters = 200;
    private readonly HashSet<string> _taken = new(taken, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a name that an engine gives can stand in a text: no line break, no control or format character, no broken text.
    /// A model with another name is left out; nobody could write it down either.
    /// </summary>
    public static bool IsUsable(string upstream) => upstream.Length is > 0 and <= MostUpstreamLetters
        && upstream.EnumerateRunes().All(r => r.Value != 0xFFFD && Rune(r) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    /// <summary>A model's name: its own where that is free, else under its provider's.</summary>
    public string Model(string provider, string upstream) => Take([Plain(upstream), $"{provider}/{Plain(upstream)}"]);

    /// <summary>An endpoint's name.</summary>
    public string Endpoint(string provider, string model) => Take([$"{provider}-{model}"]);

    private static UnicodeCategory Rune(System.Text.Rune rune) => System.Text.Rune.GetUnicodeCategory(rune);

    private string Take(string[] wishes) =>
        wishes.Concat(Enumerable.Range(2, _taken.Count + 1).Select(i => $"{wishes[^1]}-{i}")).First(_taken.Add);

    // Engines name models as they like ('llama3:8b', a file's path); ours keep to the catalogue's letters.
    private static string Plain(string upstream)
    {
        var plain = new string([.. upstream.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or '@' ? c : '-')]).TrimStart('.', '_', '-', '/', '@');
        return plain.Length is > 0 and <= MostLetters ? plain : "model";
    }
}
