using System.Security.Cryptography;
using System.Text;

namespace Mesh.Strategies.Votes.Forms;

/// <summary>Reads an answer as what is counted: two answers with the same key are one vote's worth of agreement.</summary>
/// <param name="form">What kind of answer is asked for.</param>
/// <param name="options">The options' texts, for choices where they are known.</param>
public sealed class AnswerReader(AnswerForm form, IReadOnlyList<string>? options = null)
{
    // Keys are kept in records and reports; a longer one is kept as its hash.
    private const int MostOfKey = 4096;
    // Blanks from which on a line is a sentence and no expression.
    private const int LeastOfSentence = 6;
    private readonly IReadOnlyList<string> _options = options ?? [];

    /// <summary>What kind of answer is asked for.</summary>
    public AnswerForm Form => form;

    /// <summary>The answer's key; null where it says nothing. Free text has itself as its key: it is clustered, not counted.</summary>
    /// <param name="answer">The model's whole answer; null where it gave none.</param>
    public string? Key(string? answer)
    {
        // In an exact answer blanks may be all that there is.
        if (form is AnswerForm.Exact ? answer is null : string.IsNullOrWhiteSpace(answer))
        {
            return null;
        }

        var key = form switch
        {
            AnswerForm.Choice => Choice(answer!),
            AnswerForm.Number => Number(answer!),
            AnswerForm.Json => JsonText.Key(answer!) ?? answer!.Trim(),
            AnswerForm.ShortText => ShortText.Key(LatexText.Plain(FinalAnswer.Find(answer!))) is { Length: > 0 } said ? said : null,
            AnswerForm.Exact => answer,
            _ => answer!.Trim(),
        };
        return key is { Length: > MostOfKey } && form is not AnswerForm.FreeText ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))) : key;
    }

    private string? Choice(string answer)
    {
        var final = FinalAnswer.Find(answer);
        return ChoiceText.Key(final, _options) ?? ChoiceText.Key(answer.TrimStart().Split('\n')[0], _options) ?? (ShortText.Key(final) is { Length: > 0 } said ? said : null);
    }

    // An answer that is no number still agrees with one that reads the same: 2√3, x+1, no solution.
    private static string? Number(string answer)
    {
        var final = FinalAnswer.Find(answer, out var isMarked);
        return NumberText.Key(final)
            ?? (isMarked || final.Count(char.IsWhiteSpace) < LeastOfSentence && answer.Trim().Length == final.Length ? null : NumberText.Last(answer))
            ?? (LatexText.Plain(final).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant().Trim('$', '.') is { Length: > 0 } said ? said : null);
    }
}
