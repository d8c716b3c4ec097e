namespace Mesh.Strategies.Confidence.Checks;

/// <summary>What the checks found of one answer.</summary>
public sealed class CheckedAnswer
{
    private static readonly AnswerCheck[] s_faults =
    [
        AnswerCheck.Empty, AnswerCheck.Refusal, AnswerCheck.NotKnowing, AnswerCheck.Cut, AnswerCheck.TooShort, AnswerCheck.OtherLanguage, AnswerCheck.SchemaBroken,
        AnswerCheck.NoFinalNumber, AnswerCheck.OddCount, AnswerCheck.WrongSum,
    ];

    private readonly float[] _values;

    internal CheckedAnswer(float[] values) => _values = values;

    /// <summary>How many values there are.</summary>
    public static int Count { get; } = Enum.GetValues<AnswerCheck>().Length;

    /// <summary>The values, in the order of <see cref="AnswerCheck"/>.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>One value.</summary>
    public float this[AnswerCheck check] => _values[(int)check];

    /// <summary>The checks that found something wrong by themselves, for reports.</summary>
    public IReadOnlyList<AnswerCheck> Faults => [.. s_faults.Where(f => this[f] > 0)];
}
