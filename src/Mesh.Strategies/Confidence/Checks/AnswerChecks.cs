using System.Text.RegularExpressions;
using Mesh.Routing.Signals;

namespace Mesh.Strategies.Confidence.Checks;

/// <summary>
/// Checks an answer's text without a call: a few dozen numbers that say how it ends, what form it has, and whether its figures hold. None is
/// sure of anything by itself; they are what a scorer learns from, and what rules ask. Takes well under a millisecond for usual answers.
/// </summary>
public static partial class AnswerChecks
{
    // Words of up to three letters tell little.
    private const int LeastOfTelling = 4;

    /// <summary>Checks an answer.</summary>
    public static CheckedAnswer Of(AnswerToCheck given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var bounded = given.Bounded();
        var (question, answer) = (bounded.Question, bounded.Answer);
        var values = new float[CheckedAnswer.Count];
        var asked = AskedForm.Of(question);
        FillWording(bounded, asked, values);
        FillShape(question, answer, values);
        FillSums(question, answer, values);
        FillSigns(answer, values);
        FillQuestion(question, values);
        FillOverlap(question, answer, asked, values);
        return new CheckedAnswer(values);
    }

    private static void FillWording(AnswerToCheck given, AskedForm asked, float[] values)
    {
        var answer = given.Answer;
        Put(values, AnswerCheck.Empty, string.IsNullOrWhiteSpace(answer));
        Put(values, AnswerCheck.Refusal, Wording.Refuses(answer));
        Put(values, AnswerCheck.NotKnowing, Wording.KnowsNot(answer));
        Put(values, AnswerCheck.Hedging, Log(Wording.Hedges(answer)));
        Put(values, AnswerCheck.TurningBack, Log(Wording.TurnsBack(answer)));
        Put(values, AnswerCheck.Cut, AnswerEnding.IsCut(given.FinishReason) || AnswerEnding.EndsInTheMiddle(answer));
        Put(values, AnswerCheck.TooShort, IsTooShort(answer.Trim(), asked));
        Put(values, AnswerCheck.SchemaBroken, given.FitsSchema is false);
        Put(values, AnswerCheck.OtherLanguage, IsOther(Languages.Of(given.Question), Languages.Of(answer)));
    }

    // A number is short enough where one is asked for.
    private static bool IsTooShort(string answer, AskedForm asked) => answer.Length < 2 && !(asked.Number && answer is [>= '0' and <= '9']);

    private static bool IsOther(string asked, string answered) => asked != Languages.Unknown && answered != Languages.Unknown && asked != answered;

    private static void FillShape(string question, string answer, float[] values)
    {
        Put(values, AnswerCheck.Length, Log(answer.Length));
        Put(values, AnswerCheck.LengthRatio, Log(answer.Length) - Log(question.Length));
        Put(values, AnswerCheck.Lines, Log(answer.Split('\n').Count(l => !string.IsNullOrWhiteSpace(l))));
        Put(values, AnswerCheck.Repetition, Repetition.Share(answer));
    }

    private static void FillSums(string question, string answer, float[] values)
    {
        var sums = WrittenSums.Read(answer);
        var use = NumberUse.Of(question, WrittenNumbers.Read(answer), sums);
        var distinct = sums.DistinctBy(s => (s.Left, s.Right)).ToArray();
        Put(values, AnswerCheck.HasSums, sums.Count > 0);
        Put(values, AnswerCheck.Sums, Log(sums.Count));
        Put(values, AnswerCheck.WrongSum, sums.Exists(s => s is { Holds: false, IsRounded: false }));
        Put(values, AnswerCheck.WrongSums, Share(sums.Count(s => s is { Holds: false, IsRounded: false }), sums.Count));
        Put(values, AnswerCheck.RoundedSums, Share(sums.Count(s => s.IsRounded), sums.Count));
        Put(values, AnswerCheck.UnusedNumbers, use.Unused);
        Put(values, AnswerCheck.UnexplainedNumbers, use.Unexplained);
        Put(values, AnswerCheck.DroppedResults, use.Dropped);
        Put(values, AnswerCheck.FractionalResults, use.Fractions);
        Put(values, AnswerCheck.LongFractions, use.LongFractions);
        Put(values, AnswerCheck.NegativeResults, use.Negatives);
        Put(values, AnswerCheck.OutOfOrder, Log(use.OutOfOrder));
        Put(values, AnswerCheck.QuestionNumbers, Log(use.Given));
        Put(values, AnswerCheck.SumsForNumbers, Log(sums.Select(s => s.Left).Distinct().Count()) - Log(use.Given));
        Put(values, AnswerCheck.TextOfSum, Log(answer.Length) - Log(distinct.Length));
        Put(values, AnswerCheck.OperandsOfSum, distinct.Select(s => (double)s.Operands.Count).DefaultIfEmpty(0).Average());
        Put(values, AnswerCheck.SumsAgain, Share(sums.Count - distinct.Length, sums.Count));
        Put(values, AnswerCheck.LargestToLargest, distinct.Length == 0 ? 0 : Size(distinct.Max(s => Math.Abs(s.Right))) - Size(use.Largest));
        FillResult(answer, question, sums, use, values);
    }

    private static void FillResult(string answer, string question, List<WrittenSum> sums, NumberUse use, float[] values)
    {
        var (asked, final) = (AskedForm.Of(question), FinalAnswer.Of(answer));
        Put(values, AnswerCheck.ResultIsMarked, final.IsMarked);
        Put(values, AnswerCheck.NoFinalNumber, asked.Number && final.Number is null);
        if (final.Number is not { } result)
        {
            return;
        }

        Put(values, AnswerCheck.OddCount, asked.Count && (!result.IsWhole || (result.At > 0 && final.Text[result.At - 1] == '-')));
        Put(values, AnswerCheck.ResultIsGiven, WrittenNumbers.Read(question).Exists(n => n.Value == result.Value));
        Put(values, AnswerCheck.ResultIsNotDerived, sums.Count > 0 && sums[^1].Right != result.Value);
        Put(values, AnswerCheck.ResultIsFraction, !result.IsWhole);
        Put(values, AnswerCheck.ResultSize, Size(result.Value));
        Put(values, AnswerCheck.ResultToLargest, Size(result.Value) - Size(use.Largest));
        Put(values, AnswerCheck.ResultToSmallest, Size(result.Value) - Size(use.Smallest));
    }

    private static void FillSigns(string answer, float[] values)
    {
        Put(values, AnswerCheck.Divisions, Log(answer.AsSpan().Count('/') + answer.AsSpan().Count('÷')));
        Put(values, AnswerCheck.Products, Log(answer.AsSpan().Count('*') + answer.AsSpan().Count('×')));
        Put(values, AnswerCheck.Differences, Log(answer.AsSpan().Count('-') + answer.AsSpan().Count('−')));
        Put(values, AnswerCheck.Additions, Log(answer.AsSpan().Count('+')));
        Put(values, AnswerCheck.Equalities, Log(answer.AsSpan().Count('=')));
        Put(values, AnswerCheck.Unknowns, Log(Unknown().Count(answer)));
        Put(values, AnswerCheck.Connectives, Log(Connective().Count(answer)));
    }

    private static void FillQuestion(string question, float[] values)
    {
        Put(values, AnswerCheck.QuestionLength, Log(question.Length));
        Put(values, AnswerCheck.QuestionSentences, Log(Sentence().Count(question)));
        Put(values, AnswerCheck.QuestionParts, Log(Part().Count(question)));
        Put(values, AnswerCheck.QuestionComparisons, Log(Comparison().Count(question)));
        Put(values, AnswerCheck.QuestionConditions, Log(Condition().Count(question)));
    }

    private static void FillOverlap(string question, string answer, AskedForm asked, float[] values)
    {
        Put(values, AnswerCheck.WordsTakenUp, Overlap(Telling(question), Telling(answer)));
        var text = answer.TrimEnd();
        Put(values, AnswerCheck.AskedTakenUp, Overlap(Telling(asked.Last), Telling(text[(text.LastIndexOf('\n') + 1)..])));
    }

    private static double Overlap(HashSet<string> of, HashSet<string> by) => of.Count == 0 ? 1 : (double)of.Count(by.Contains) / of.Count;

    // By their first letters, so that endings don't matter.
    private static HashSet<string> Telling(string text) =>
        Word().Matches(text).Select(m => m.Value.ToUpperInvariant()).Where(w => w.Length >= LeastOfTelling).Select(w => w[..Math.Min(w.Length, 6)]).ToHashSet(StringComparer.Ordinal);

    private static void Put(float[] values, AnswerCheck check, bool found) => values[(int)check] = found ? 1 : 0;

    private static void Put(float[] values, AnswerCheck check, double value) => values[(int)check] = (float)value;

    private static double Log(int count) => Math.Log(1 + count);

    private static double Size(decimal value) => Math.Log(1 + (double)Math.Abs(value));

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    [GeneratedRegex(@"\p{L}+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"[.!?](\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"%|\bpercent\b|\b[0-9]+/[0-9]+\b|\b(half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|tenths?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Part();

    [GeneratedRegex(@"\b(than|times|twice|thrice|double|triple|as (many|much|long|old|often)|fewer|remaining|each|every|per)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\b(if|how many|how much)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\b(so|therefore|thus|hence|then|total|remaining|left|each|first|next|since|because)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Connective();

    [GeneratedRegex(@"(?<![\p{L}'’])[a-zA-Z](?=\s*[-+*/=^])|(?<=[-+*/=^]\s*|[0-9])[a-zA-Z](?![\p{L}'’])", RegexOptions.CultureInvariant)]
    private static partial Regex Unknown();
}
