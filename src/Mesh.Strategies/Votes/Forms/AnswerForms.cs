namespace Mesh.Strategies.Votes.Forms;

/// <summary>Guesses the form of a question's answers where nobody declared it: from the question first, else from what most answers look like.</summary>
public static class AnswerForms
{
    private const int MostWordsOfShort = 8;
    private static readonly string[] s_code = ["```", "[PYTHON]", "assert ", "def ", "function ", "return "];

    // Two of these say that the output of a program is asked for.
    private const int CodeMarks = 2;

    /// <summary>The form that most answers have; of equally many the one that compares more strictly. Short text where there is none.</summary>
    /// <param name="question">The question; null where it isn't at hand.</param>
    /// <param name="answers">The answers, in any order; null where a member gave none.</param>
    public static AnswerForm Guess(string? question, IEnumerable<string?> answers)
    {
        var counts = new int[Enum.GetValues<AnswerForm>().Length];
        foreach (var answer in answers.Where(a => !string.IsNullOrWhiteSpace(a)))
        {
            counts[(int)Of(answer!)]++;
        }

        var most = counts.Max();
        var form = most == 0 ? AnswerForm.ShortText : (AnswerForm)Array.IndexOf(counts, most);
        return form is not AnswerForm.FreeText && IsOfCode(question) ? AnswerForm.Exact : form;
    }

    /// <summary>What a single answer looks like.</summary>
    public static AnswerForm Of(string answer)
    {
        if (JsonText.IsContainer(answer))
        {
            return AnswerForm.Json;
        }

        var final = FinalAnswer.Find(answer, out var isMarked);
        return ChoiceText.Key(final, []) is not null ? AnswerForm.Choice
            : NumberText.Key(final) is not null ? AnswerForm.Number
            : isMarked || Words(final) <= MostWordsOfShort ? AnswerForm.ShortText
            : AnswerForm.FreeText;
    }

    private static bool IsOfCode(string? question) =>
        question is not null && s_code.Count(mark => question.Contains(mark, StringComparison.Ordinal)) >= CodeMarks;

    private static int Words(string text) => text.Split((char[]?)null, MostWordsOfShort + 2, StringSplitOptions.RemoveEmptyEntries).Length;
}
