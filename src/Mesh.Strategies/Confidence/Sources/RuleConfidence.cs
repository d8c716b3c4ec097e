using Mesh.Strategies.Confidence.Checks;

namespace Mesh.Strategies.Confidence.Sources;

/// <summary>
/// What rules make of the checks, for routes without recorded answers. A fault that makes an answer useless caps the whole; one that makes
/// it doubtful lowers it. The figures are set by hand and promise nothing: a threshold chosen from recorded answers is what makes them mean something.
/// </summary>
public static class RuleConfidence
{
    /// <summary>The name of its parts.</summary>
    public const string Source = "checks";

    // An answer without a fault is not known to be right.
    private const double Faultless = 0.8;

    private static readonly (AnswerCheck Check, double Cap, string Reason)[] s_caps =
    [
        (AnswerCheck.Empty, 0, "it is empty"),
        (AnswerCheck.SchemaBroken, 0, "it doesn't fit the schema"),
        (AnswerCheck.Refusal, 0.05, "the model refuses"),
        (AnswerCheck.TooShort, 0.05, "it is too short"),
        (AnswerCheck.NotKnowing, 0.1, "the model doesn't know"),
        (AnswerCheck.Cut, 0.1, "it is cut"),
        (AnswerCheck.NoFinalNumber, 0.2, "a number is asked for and there is none"),
        (AnswerCheck.OddCount, 0.2, "a count is asked for and the result is none"),
        (AnswerCheck.WrongSum, 0.3, "a sum doesn't come out"),
    ];

    // Odds of being right, by which each unit of a check divides.
    private static readonly (AnswerCheck Check, double Divisor)[] s_doubts =
    [
        (AnswerCheck.Hedging, 2), (AnswerCheck.TurningBack, 2), (AnswerCheck.Repetition, 8), (AnswerCheck.OtherLanguage, 3), (AnswerCheck.ResultIsNotDerived, 2),
        (AnswerCheck.UnusedNumbers, 4), (AnswerCheck.UnexplainedNumbers, 4), (AnswerCheck.NegativeResults, 3),
    ];

    /// <summary>The parts: one that counts, and one for each fault that caps.</summary>
    public static IReadOnlyList<ConfidencePart> Of(CheckedAnswer answer, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var odds = Faultless / (1 - Faultless);
        foreach (var (check, divisor) in s_doubts)
        {
            odds /= Math.Pow(divisor, answer[check]);
        }

        return [new ConfidencePart(Source, odds / (1 + odds), weight), .. s_caps.Where(c => answer[c.Check] > 0).Select(c => new ConfidencePart(Source, c.Cap, 0, Caps: true, c.Reason))];
    }
}
