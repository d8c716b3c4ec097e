using Mesh.Contracts.Caching;
using Mesh.Routing.Signals;

namespace Mesh.Strategies.Caching.Semantic.Guard;

/// <summary>
/// Finds in what two questions contradict each other though their vectors are near. Vectors tell what a text is about and little of what it
/// says of it: "enable" and "disable", 5 and 50, from here to there and back lie closer together than many a paraphrase. Where in doubt it
/// refuses: that costs a call, an answer to another question costs trust.
/// </summary>
public static class ContradictionGuard
{
    // Questions that share half their words or more, or half of those that matter, are of one form, and a word that differs fills a place in it.
    private const double LikeWording = 0.5;

    private static readonly string[] s_denying = ["un", "in", "im", "il", "ir", "dis", "non", "non-", "de", "mis", "anti", "anti-"];
    private static readonly WordLists s_lists = WordLists.BuiltIn;

    /// <summary>The first contradiction between two questions; null where none is found.</summary>
    public static Contradiction? Between(string one, string other) => Between(QuestionReader.Read(one), QuestionReader.Read(other));

    private static Contradiction? Between(QuestionReading one, QuestionReading other) =>
        !SameLanguage(one, other) ? Contradiction.Language
        : !one.Numbers.SequenceEqual(other.Numbers) ? Contradiction.Numbers
        : !one.Literals.SequenceEqual(other.Literals) ? Contradiction.Literals
        : !one.Names.IsSubsetOf(other.Words) || !other.Names.IsSubsetOf(one.Words) ? Contradiction.Names
        : one.Negations != other.Negations || Denies(one, other) || Denies(other, one) ? Contradiction.Negation
        : !one.Bounds.SetEquals(other.Bounds) || AreOpposed(one, other) || AreOpposed(other, one) ? Contradiction.Opposites
        : !one.Kinds.SetEquals(other.Kinds) ? Contradiction.Kinds
        : DifferInPersons(one, other) ? Contradiction.Persons
        : DifferInAsking(one, other) ? Contradiction.Question
        : DifferInWording(one, other) ? Contradiction.Wording
        : OperandOrder.Differs(one.Parts, other.Parts) ? Contradiction.Order
        : null;

    private static bool SameLanguage(QuestionReading one, QuestionReading other) =>
        one.Language == other.Language || one.Language == Languages.Unknown || other.Language == Languages.Unknown;

    // A word here, and there the same word with its denial before it.
    private static bool Denies(QuestionReading one, QuestionReading other) =>
        one.Words.Except(other.Words).Where(w => w.Length > 3).Any(w => s_denying.Any(d => other.Words.Contains(d + w) && !one.Words.Contains(d + w)));

    private static bool AreOpposed(QuestionReading one, QuestionReading other) =>
        one.Forms.Except(other.Forms).Any(w => s_lists.Opposites.TryGetValue(w, out var opposites) && opposites.Any(o => other.Forms.Contains(o) && !one.Forms.Contains(o)));

    private static bool DifferInPersons(QuestionReading one, QuestionReading other)
    {
        const Persons Others = Persons.He | Persons.She | Persons.They;
        return (one.Persons & Others) != (other.Persons & Others)
            || AreExchanged(Persons.Mine, Persons.Yours)
            || (one.IsWhether && other.IsWhether && one.Subject is { } subject && other.Subject is { } another && subject != another);

        bool AreExchanged(Persons first, Persons second) => (Only(one, first, second) && Only(other, second, first)) || (Only(one, second, first) && Only(other, first, second));

        static bool Only(QuestionReading question, Persons has, Persons lacks) => question.Persons.HasFlag(has) && !question.Persons.HasFlag(lacks);
    }

    // A wish asks for what "what" or "how" would.
    private static bool DifferInAsking(QuestionReading one, QuestionReading other) =>
        one.IsPast != other.IsPast || one.IsFuture != other.IsFuture
        || !(one.Asked.SetEquals(other.Asked) || (one.Asked.Count == 0 && IsOpen(other)) || (other.Asked.Count == 0 && IsOpen(one)));

    private static bool IsOpen(QuestionReading question) => question.Asked.All(a => a is "what" or "how");

    private static bool DifferInWording(QuestionReading one, QuestionReading other)
    {
        var (here, there) = (Distinct(one), Distinct(other));
        var (left, right) = (here.Keys.Except(there.Keys).ToList(), there.Keys.Except(here.Keys).ToList());
        left.RemoveAll(w => right.FindIndex(o => IsMisspelt(here[w], there[o])) is var slip && slip >= 0 && RemoveAt(right, slip));
        if (left.Count + right.Count == 0)
        {
            // Of questions without any matter the small words are all there is.
            return here.Count == 0 && !one.Words.SetEquals(other.Words);
        }

        return IsShared(here.Count - left.Count, Math.Min(here.Count, there.Count))
            || IsShared(one.Words.Count(other.Words.Contains), Math.Min(one.Words.Count, other.Words.Count));
    }

    private static bool IsShared(int shared, int all) => shared >= LikeWording * all;

    private static bool RemoveAt(List<string> words, int place)
    {
        words.RemoveAt(place);
        return true;
    }

    // A word that is known may be misspelt, but two that are known are two.
    private static bool IsMisspelt(string one, string other) => !(s_lists.Knows(one) && s_lists.Knows(other)) && Spelling.IsOneSlip(one, other);

    private static Dictionary<string, string> Distinct(QuestionReading question) =>
        question.Content.DistinctBy(w => w.Word).ToDictionary(w => w.Word, w => w.Raw, StringComparer.Ordinal);
}
