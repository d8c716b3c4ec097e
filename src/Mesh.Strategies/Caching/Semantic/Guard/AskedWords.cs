namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>What a question asks of its matter. Wishes and bare words ask for nothing in particular.</summary>
internal static class AskedWords
{
    private static readonly HashSet<string> s_measures = new(StringComparer.Ordinal)
    {
        "many", "much", "long", "often", "far", "old", "tall", "big", "large", "fast", "quickly", "high", "deep", "heavy", "late", "early", "soon", "hot", "cold", "wide", "thick", "expensive", "good", "bad", "likely", "safe", "hard", "difficult", "easy", "well", "accurate", "important",
    };

    private static readonly HashSet<string> s_ways = new(StringComparer.Ordinal) { "way", "ways", "method", "methods", "steps", "procedure" };

    private static readonly Dictionary<string, string> s_first = new(StringComparer.Ordinal)
    {
        ["can"] = "can",
        ["could"] = "can",
        ["may"] = "can",
        ["might"] = "might",
        ["should"] = "should",
        ["ought"] = "should",
        ["must"] = "must",
        ["am"] = "is",
        ["is"] = "is",
        ["are"] = "is",
        ["was"] = "is",
        ["were"] = "is",
        ["do"] = "do",
        ["does"] = "do",
        ["did"] = "do",
        ["has"] = "have",
        ["have"] = "have",
        ["had"] = "have",
        ["will"] = "will",
        ["would"] = "would",
        ["shall"] = "should",
    };

    /// <summary>What is asked, by its words in small letters.</summary>
    public static IReadOnlySet<string> Of(string[] words)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < words.Length; i++)
        {
            if (Of(words, i) is { } one)
            {
                asked.Add(one);
            }
        }

        // "What is the way to" asks how, and "the reason" why, whatever word stands before it.
        if (asked.Contains("what") && words.Any(s_ways.Contains))
        {
            asked.Remove("what");
            asked.Add("how");
        }

        if (asked.Contains("what") && (words.Contains("reason") || words.Contains("reasons")))
        {
            asked.Remove("what");
            asked.Add("why");
        }

        if (asked.Count == 0 && Whether(words) is { } first)
        {
            asked.Add($"whether {first}");
        }

        return asked;
    }

    /// <summary>Who or what a question is about that is to be answered with yes or no; null where it is not, or nobody in particular.</summary>
    public static string? SubjectOf(string[] words) => words.Length < 2 || !s_first.ContainsKey(words[0]) ? null : words[1] switch
    {
        "i" or "we" => "first",
        "you" => "second",
        "it" or "there" or "one" or "not" => null,
        _ => "other",
    };

    private static string? Of(string[] words, int at)
    {
        var next = at + 1 < words.Length ? words[at + 1] : "";
        return words[at] switch
        {
            "what" or "which" when next == "time" => "when",
            "what" when next is "number" or "amount" => "how many",
            "what" or "which" => "what",
            "how" when next == "come" => "why",
            "how" when next == "much" => "how many",
            "how" when s_measures.Contains(next) => $"how {next}",
            "how" => "how",
            "why" => "why",
            "when" => "when",
            "where" => "where",
            "who" or "whom" => "who",
            "whose" => "whose",
            _ => null,
        };
    }

    // "Could you explain ..." is a wish; "could I ..." is a question.
    private static string? Whether(string[] words)
    {
        var begin = words.AsSpan().IndexOfAnyExcept(["please", "hi", "hello", "hey", "so", "and", "ok", "okay"]);
        if (begin < 0 || !s_first.TryGetValue(words[begin], out var first))
        {
            return null;
        }

        var next = begin + 1 < words.Length ? words[begin + 1] : "";
        var then = begin + 2 < words.Length ? words[begin + 2] : "";
        var isWish = next == "you" && first is "can" or "would" or "will" && then is "please" or "tell" or "explain" or "describe" or "define" or "give" or "show" or "help" or "say" or "list" or "summarize" or "summarise" or "translate" or "write" or "convert" or "recommend" or "suggest";
        return isWish ? null : words.Any(w => w is "possible" or "possibly" or "able" or "allowed") ? "can" : first;
    }
}
