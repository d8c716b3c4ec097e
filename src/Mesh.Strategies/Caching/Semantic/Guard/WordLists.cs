using System.Collections.Frozen;

namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>
/// What the guard knows of words: which carry no matter, deny, bound, stand for others, are opposites, or things of one kind. English for the
/// most part; in other languages fewer words are known, so that more differences count. Words are in small letters, in the form of <see cref="Canonical"/>.
/// </summary>
internal sealed class WordLists
{
    private readonly FrozenDictionary<string, string> _same;

    private WordLists(IReadOnlyDictionary<string, List<string[]>> lists)
    {
        _same = First(lists["same"].SelectMany(line => line.Skip(1).SelectMany(word => new[] { (word, line[0]), (Stems.Of(word), line[0]) })));
        Function = Words(lists["function"]);
        Negations = Words(lists["negation"]);
        Bounds = Words(lists["bound"]).Select(Canonical).ToFrozenSet(StringComparer.Ordinal);
        Numbers = First(lists["number"].SelectMany(line => line.Skip(1).Select(word => (word, line[0]))));
        Kinds = lists.Where(l => l.Key.StartsWith("kind ", StringComparison.Ordinal))
            .SelectMany(l => l.Value.SelectMany(line => line.Select(word => (Word: word, Thing: $"{l.Key[5..]}:{line[0]}"))))
            .GroupBy(w => w.Word, w => w.Thing, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.Distinct().ToArray(), StringComparer.Ordinal);
        Opposites = lists["opposite"].SelectMany(Pairs).Distinct()
            .GroupBy(p => p.One, p => p.Other, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The lists that come with the mesh.</summary>
    public static WordLists BuiltIn { get; } = Read();

    /// <summary>Words that carry no matter of their own.</summary>
    public FrozenSet<string> Function { get; }

    /// <summary>Words that deny.</summary>
    public FrozenSet<string> Negations { get; }

    /// <summary>Words that bound or compare.</summary>
    public FrozenSet<string> Bounds { get; }

    /// <summary>Words that are numbers, and which.</summary>
    public FrozenDictionary<string, string> Numbers { get; }

    /// <summary>Words that name a thing of a kind, and which: <c>country:france</c>.</summary>
    public FrozenDictionary<string, string[]> Kinds { get; }

    /// <summary>Words and their opposites.</summary>
    public FrozenDictionary<string, string[]> Opposites { get; }

    /// <summary>One form for words that say the same: of those that stand for others, of singular and plural, of a verb and its forms.</summary>
    public string Canonical(string word) => Stems.Of(_same.TryGetValue(word, out var first) || _same.TryGetValue(Stems.Of(word), out first) ? first : word);

    /// <summary>Whether anything is known of a word, so that it is no misspelt other one.</summary>
    public bool Knows(string word) => Function.Contains(word) || Kinds.ContainsKey(word) || Numbers.ContainsKey(word) || _same.ContainsKey(word) || Opposites.ContainsKey(Canonical(word));

    private IEnumerable<(string One, string Other)> Pairs(string[] line)
    {
        var bar = Array.IndexOf(line, "|");
        return from one in line[..bar]
               from other in line[(bar + 1)..]
               from pair in new[] { (Canonical(one), Canonical(other)), (Canonical(other), Canonical(one)) }
               select pair;
    }

    private static FrozenSet<string> Words(List<string[]> lines) => lines.SelectMany(l => l).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> First(IEnumerable<(string Word, string Stands)> pairs) =>
        pairs.DistinctBy(p => p.Word).ToFrozenDictionary(p => p.Word, p => p.Stands, StringComparer.Ordinal);

    private static WordLists Read()
    {
        using var stream = typeof(WordLists).Assembly.GetManifestResourceStream("english.txt") ?? throw new InvalidOperationException("The guard's words are not in the assembly.");
        using var reader = new StreamReader(stream);
        var lists = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
        List<string[]> list = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                lists[line.Trim('[', ']')] = list = [];
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                list.Add(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return new WordLists(lists);
    }
}
