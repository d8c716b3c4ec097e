using Mesh.Strategies.Votes.Tally;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Learned;

/// <summary>
/// A cascade that asks its strongest model only where that is expected to gain something: not where the cheap ones are right, and not where
/// it would fail too. Cheap members are asked one after the other; after each the expected gain is read from their agreement, and the
/// cascade stops when it is no more than a threshold, which is what a gain must be worth. Cascade routing (Dekoninck et al., 2025) with
/// agreement as its estimator after the call. Immutable.
/// </summary>
/// <param name="Members">Members in the order in which they are asked.</param>
/// <param name="Last">The strongest one, asked after them.</param>
/// <param name="Votes">Whether the last one's answer is counted with the others'; else it stands.</param>
/// <param name="Stages">After each member the coefficients of the expected gain.</param>
/// <param name="Threshold">Expected gain up to which it stops after the last member; after an earlier one at half of it, since the next is cheap.</param>
/// <param name="Scale">What is known of the members.</param>
/// <param name="SkipOver">Expected gain over which the other cheap members are not asked first.</param>
public sealed record GainCascade(int[] Members, int Last, bool Votes, double[][] Stages, double Threshold, MemberScale Scale, double SkipOver = GainCascade.NeverSkip)
{
    /// <summary>Most members before the last one.</summary>
    public const int MostMembers = 5;

    internal const double OfEarlier = 0.5;

    /// <summary>No gain is so high that the others are skipped.</summary>
    public const double NeverSkip = double.PositiveInfinity;

    /// <summary>What to do when some members have answered, and the last one was not asked yet.</summary>
    /// <param name="given">What was answered so far.</param>
    /// <param name="asked">How many of the cascade's members were asked.</param>
    public GainStep Next(GivenAnswers given, int asked)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(asked);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(asked, Members.Length);
        if (asked == 0)
        {
            return new GainStep(Members.Length > 0 ? Members[0] : Last, -1, 1);
        }

        Span<double> signals = stackalloc double[GainSignals.Count];
        var leader = GainSignals.Write(given, Members.AsSpan(0, asked), Scale, signals);
        var gain = 0.0;
        for (var i = 0; i < signals.Length; i++)
        {
            gain += signals[i] * Stages[asked - 1][i];
        }

        return gain <= ThresholdAfter(asked) ? new GainStep(null, leader, gain) : new GainStep(asked < Members.Length && gain <= SkipOver ? Members[asked] : Last, leader, gain);
    }

    /// <summary>The place of the answer to hand on once the last one was asked; -1 where nobody gave one.</summary>
    /// <param name="given">What was answered.</param>
    /// <param name="asked">How many of the cascade's members were asked before it.</param>
    public int End(GivenAnswers given, int asked) =>
        !Votes && given.Answers[Last] >= 0 ? given.Answers[Last] : WeighedAnswers.Of(given, [.. Members.AsSpan(0, asked), Last], Scale.Weights, Scale.Accuracies).Leader;

    internal double ThresholdAfter(int asked) => asked == Members.Length ? Threshold : Threshold * OfEarlier;
}
