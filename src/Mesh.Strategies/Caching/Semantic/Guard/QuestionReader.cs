using Mesh.Routing.Signals;

namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>Reads of a question what another one must share to be the same.</summary>
internal static class QuestionReader
{
    private static readonly WordLists s_lists = WordLists.BuiltIn;
    private static readonly HashSet<string> s_markers = new(StringComparer.Ordinal)
    {
        "to", "into", "onto", "from", "than", "over", "under", "before", "after", "by", "of", "in", "for", "on", "at", "with", "without", "against", "instead", "via", "per", "about", "between", "toward", "towards",
    };

    private static readonly Dictionary<string, Persons> s_persons = new(StringComparer.Ordinal)
    {
        ["i"] = Persons.First,
        ["me"] = Persons.First,
        ["we"] = Persons.First,
        ["us"] = Persons.First,
        ["you"] = Persons.Second,
        ["he"] = Persons.He,
        ["him"] = Persons.He,
        ["his"] = Persons.He,
        ["she"] = Persons.She,
        ["her"] = Persons.She,
        ["hers"] = Persons.She,
        ["they"] = Persons.They,
        ["them"] = Persons.They,
        ["their"] = Persons.They,
        ["theirs"] = Persons.They,
        ["my"] = Persons.Mine,
        ["mine"] = Persons.Mine,
        ["our"] = Persons.Mine,
        ["ours"] = Persons.Mine,
        ["your"] = Persons.Yours,
        ["yours"] = Persons.Yours,
    };

    // Who acts and who is acted on; whose something is says neither.
    private static readonly Dictionary<string, string> s_parties = new(StringComparer.Ordinal)
    {
        ["i"] = "me",
        ["me"] = "me",
        ["we"] = "us",
        ["us"] = "us",
        ["you"] = "you",
        ["he"] = "him",
        ["him"] = "him",
        ["she"] = "she",
        ["they"] = "them",
        ["them"] = "them",
    };

    /// <summary>Reads a question.</summary>
    public static QuestionReading Read(string question)
    {
        var tokens = QuestionTokens.Of(question);
        var words = tokens.Where(t => t.Kind == QuestionTokenKind.Word).ToArray();
        string[] texts = [.. words.Select(w => w.Text)];
        var forms = texts.Select(s_lists.Canonical).ToHashSet(StringComparer.Ordinal);
        return new QuestionReading
        {
            Language = Languages.Of(question),
            Numbers = Numbers(tokens),
            Literals = [.. tokens.Where(t => t.Kind == QuestionTokenKind.Literal).Select(t => t.Text)],
            Names = words.Where(w => w.IsName && !s_lists.Function.Contains(w.Text) && !s_lists.Kinds.ContainsKey(w.Text)).Select(w => w.Text).ToHashSet(StringComparer.Ordinal),
            Words = texts.ToHashSet(StringComparer.Ordinal),
            Forms = forms,
            Negations = texts.Count(s_lists.Negations.Contains),
            Bounds = forms.Where(s_lists.Bounds.Contains).ToHashSet(StringComparer.Ordinal),
            Kinds = texts.SelectMany(t => s_lists.Kinds.GetValueOrDefault(t, [])).ToHashSet(StringComparer.Ordinal),
            Persons = texts.Aggregate(Persons.None, (all, text) => all | s_persons.GetValueOrDefault(text)),
            Asked = AskedWords.Of(texts),
            Subject = AskedWords.SubjectOf(texts),
            IsPast = texts.Any(t => t is "was" or "were" or "did" or "had"),
            IsFuture = texts.Any(t => t is "will" or "shall"),
            Content = Content(tokens, IsMatter),
            Parts = Content(tokens, (token, before) => IsMatter(token, before) || s_parties.ContainsKey(token.Text)),
        };
    }

    private static List<string> Numbers(List<QuestionToken> tokens)
    {
        var numbers = new List<string>();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (NumberOf(tokens[i]) is { } number)
            {
                numbers.Add($"{number} {(i + 1 < tokens.Count ? UnitOf(tokens[i + 1].Text) : null)}");
            }
        }

        return numbers;
    }

    private static string? NumberOf(QuestionToken token) => token.Kind switch
    {
        QuestionTokenKind.Number => token.Text,
        QuestionTokenKind.Word => s_lists.Numbers.GetValueOrDefault(token.Text),
        _ => null,
    };

    private static string? UnitOf(string word) =>
        s_lists.Kinds.GetValueOrDefault(word, []).FirstOrDefault(k => k.StartsWith("unit:", StringComparison.Ordinal) || k.StartsWith("currency:", StringComparison.Ordinal));

    private static List<ContentWord> Content(List<QuestionToken> tokens, Func<QuestionToken, string, bool> counts)
    {
        var content = new List<ContentWord>();
        var between = new List<string>();
        foreach (var (place, token) in tokens.Index())
        {
            if (!counts(token, place == 0 ? "" : tokens[place - 1].Text))
            {
                between.Add(token.Text);
                continue;
            }

            // "To the office network": what stands right before a word has its part too.
            var marker = between.LastOrDefault(s_markers.Contains) ?? (between.Count == 0 && content.Count > 0 ? content[^1].Marker : null);
            content.Add(new ContentWord(WordOf(token), token.Text, place, marker, [.. between], IsTime(token.Text)));
            between.Clear();
        }

        return content;
    }

    // "What time" asks when, "what number" how many, "how come" why.
    private static bool IsMatter(QuestionToken token, string before) =>
        token.Kind is QuestionTokenKind.Number or QuestionTokenKind.Literal
        || (token.Kind == QuestionTokenKind.Word && !s_lists.Function.Contains(token.Text) && !(before is "what" or "which" && token.Text is "time" or "number" or "amount") && !(before == "how" && token.Text == "come"));

    private static string WordOf(QuestionToken token) => token.Kind != QuestionTokenKind.Word ? token.Text
        : s_parties.GetValueOrDefault(token.Text) ?? NumberOf(token) ?? s_lists.Kinds.GetValueOrDefault(token.Text, []).FirstOrDefault() ?? s_lists.Canonical(token.Text);

    private static bool IsTime(string word) =>
        s_lists.Kinds.GetValueOrDefault(word, []).Any(k => k.StartsWith("day:", StringComparison.Ordinal) || k.StartsWith("month:", StringComparison.Ordinal));
}
