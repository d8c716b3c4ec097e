namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>Tells whether two questions that share words give them other parts: from here to there, and from there to here.</summary>
internal static class OperandOrder
{
    // Words whose object is the other side of something that has a direction.
    private static readonly string[] s_directed = ["to", "into", "onto", "from", "than", "over", "under", "before", "after", "by", "against", "instead", "per", "toward", "towards"];

    // Words that often stand for each other.
    private static readonly HashSet<string> s_loose = new(StringComparer.Ordinal) { "of", "in", "at", "on", "for", "about", "between" };

    // Between two things that are set side by side, neither comes first.
    private static readonly HashSet<string> s_links = new(StringComparer.Ordinal) { "and", "or", "vs", "versus", ",", "/", "&", "+" };

    private static readonly HashSet<string> s_open = new(StringComparer.Ordinal) { "of", "in", "for", "on", "at", "with", "a", "an", "the", "my", "our", "your" };

    /// <summary>Whether they differ in that.</summary>
    public static bool Differs(IReadOnlyList<ContentWord> one, IReadOnlyList<ContentWord> other)
    {
        var there = Once(other);
        var shared = Once(one).Values.Where(w => there.ContainsKey(w.Word)).OrderBy(w => w.Place).Select(w => (Here: w, There: there[w.Word])).ToArray();
        if (s_directed.Any(marker => ChangesSides(shared, marker)) || shared.Any(ChangesPart))
        {
            return true;
        }

        for (var i = 0; i < shared.Length; i++)
        {
            for (var j = i + 1; j < shared.Length; j++)
            {
                if (shared[i].There.Place > shared[j].There.Place && !MayTurn(shared[i], shared[j], one, other))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // One has it there and not here, another one here and not there.
    private static bool ChangesSides((ContentWord Here, ContentWord There)[] shared, string marker) =>
        shared.Any(w => w.Here.Marker == marker && w.There.Marker != marker) && shared.Any(w => w.Here.Marker != marker && w.There.Marker == marker);

    // "To my landlord" and "from my landlord".
    private static bool ChangesPart((ContentWord Here, ContentWord There) word) =>
        word.Here.Marker is { } here && word.There.Marker is { } there && here != there && !(s_loose.Contains(here) && s_loose.Contains(there));

    private static bool MayTurn((ContentWord Here, ContentWord There) first, (ContentWord Here, ContentWord There) second, IReadOnlyList<ContentWord> one, IReadOnlyList<ContentWord> other) =>
        first.Here.MovesFreely || second.Here.MovesFreely
        || IsSamePart(first) || IsSamePart(second)
        || (AreLinked(one, first.Here, second.Here) && AreLinked(other, second.There, first.There))
        || (IsCompound(one, first.Here, second.Here) && IsPhrase(other, second.There, first.There))
        || (IsPhrase(one, first.Here, second.Here) && IsCompound(other, second.There, first.There));

    private static bool IsSamePart((ContentWord Here, ContentWord There) word) => word.Here.Marker is { } marker && word.There.Marker == marker && marker != "between";

    // Also with other things of the list between them.
    private static bool AreLinked(IReadOnlyList<ContentWord> words, ContentWord first, ContentWord second) => Between(words, first, second).All(w => w.Between.Any(s_links.Contains));

    // "Password reset": one right after the other.
    private static bool IsCompound(IReadOnlyList<ContentWord> words, ContentWord first, ContentWord second) => Between(words, first, second).All(w => w.Between.Count == 0);

    // "Reset of the password", "reset my password", also as parts of longer ones.
    private static bool IsPhrase(IReadOnlyList<ContentWord> words, ContentWord first, ContentWord second) =>
        Between(words, first, second).All(w => w.Between.All(s_open.Contains)) && Between(words, first, second).Any(w => w.Between.Count > 0);

    private static IEnumerable<ContentWord> Between(IReadOnlyList<ContentWord> words, ContentWord first, ContentWord second) => words.Where(w => w.Place > first.Place && w.Place <= second.Place);

    // Of a word that stands twice it cannot be told which is which; the first of each is compared.
    private static Dictionary<string, ContentWord> Once(IReadOnlyList<ContentWord> words)
    {
        var first = new Dictionary<string, ContentWord>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            first.TryAdd(word.Word, word);
        }

        return first;
    }
}
