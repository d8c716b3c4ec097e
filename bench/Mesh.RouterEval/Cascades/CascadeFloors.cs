using Mesh.Routing.Learning;
using Mesh.Strategies.Confidence.Checks;
using Mesh.Training.Linear;

namespace Mesh.RouterEval.Cascades;

/// <summary>What an evening's work comes to; of each score the highest goes to the strong model first.</summary>
internal static class CascadeFloors
{
    public const string Random = "random";
    public const string Length = "prompt length";
    public const string NoResult = "cascade: answer has no final number";
    public const string WrongSums = "cascade: wrong sums in the answer";
    public const string Twelve = "cascade: LR on 12 checks";
    public const string TwelveAndLength = "cascade: LR on 12 checks + prompt length";

    private const float Penalty = 1;

    private static readonly AnswerCheck[] s_twelve =
    [
        AnswerCheck.ResultIsMarked, AnswerCheck.NoFinalNumber, AnswerCheck.WrongSum, AnswerCheck.WrongSums, AnswerCheck.Sums, AnswerCheck.Length,
        AnswerCheck.Lines, AnswerCheck.Cut, AnswerCheck.Hedging, AnswerCheck.Repetition, AnswerCheck.ResultIsFraction, AnswerCheck.ResultIsNotDerived,
    ];

    /// <summary>Those that see the prompt alone: they don't pay the weak call of what they escalate.</summary>
    public static bool IsPromptOnly(string name) => name is Random or Length;

    public static Dictionary<string, float[]> Score(AnsweredPair[] train, AnsweredPair[] test, Random random) => new(StringComparer.Ordinal)
    {
        [Random] = [.. test.Select(_ => random.NextSingle())],
        [Length] = [.. test.Select(p => (float)p.Prompt.Length)],
        [NoResult] = [.. test.Select(p => p.Checks[AnswerCheck.NoFinalNumber] > 0 || p.Checks[AnswerCheck.ResultIsMarked] == 0 ? 1f : 0)],
        [WrongSums] = [.. test.Select(p => p.Checks[AnswerCheck.WrongSum] + p.Checks[AnswerCheck.WrongSums])],
        [Twelve] = Regression(train, test, p => [.. s_twelve.Select(c => p.Checks[c])]),
        [TwelveAndLength] = Regression(train, test, p => [.. s_twelve.Select(c => p.Checks[c]), MathF.Log(1 + p.Prompt.Length)]),
    };

    private static float[] Regression(AnsweredPair[] train, AnsweredPair[] test, Func<AnsweredPair, float[]> features)
    {
        var rows = train.Select(features).ToArray();
        var (weights, bias) = DenseLogisticFit.Fit(rows, [.. Enumerable.Range(0, rows.Length)], i => train[i].Weak, Penalty);
        return [.. test.Select(p => -(bias + Dense.Dot(features(p), weights)))];
    }
}
