using System.Text.RegularExpressions;

namespace Mesh.Catalog.Reading;

/// <summary>Entries of one kind by name, over all files.</summary>
internal sealed partial class NamedParts<T>(string kind, Mistakes mistakes)
{
    private readonly Dictionary<string, Section?> _where = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<T> _values = [];

    public IReadOnlyList<T> Values => _values;

    public IEnumerable<string> Names => _where.Keys;

    public bool Knows(string name) => _where.ContainsKey(name);

    public Section? Where(string name) => _where.GetValueOrDefault(name);

    public void AddBuiltIn(string name, T value)
    {
        _values.Add(value);
        _where.TryAdd(name, null);
    }

    public void Add(string name, Section section, T value)
    {
        if (!NamePattern().IsMatch(name))
        {
            section.Wrong("", $"'{Shown.Of(name)}' cannot be the name of a {kind}.", "Use up to 128 letters, digits and . _ - / @, beginning with a letter or digit.");
        }

        if (_where.TryGetValue(name, out var first))
        {
            section.Wrong("", $"is the second {kind} of this name.", $"The first is in {first?.File}, line {first?.Start.Line}; rename one.");
            return;
        }

        if (_where.Count >= CatalogReader.MaxEntries)
        {
            mistakes.Add(section.File, section.Start, section.Path, $"is one {kind} too many: at most {CatalogReader.MaxEntries} are taken.", "Take some out.");
            return;
        }

        _where[name] = section;
        _values.Add(value);
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._@/-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
