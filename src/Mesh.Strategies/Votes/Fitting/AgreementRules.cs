using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>
/// Agreement of all as a cascade by gain: the answer is handed on when all members gave the same, and the last one is asked as soon as two
/// differ, so that a third isn't paid for in vain.
/// </summary>
public static class AgreementRules
{
    private const double Goes = 0.5;
    private const double Asks = 2;

    /// <summary>The rule, and the one in which the last one's answer is only one vote; none for a single member, which always agrees.</summary>
    /// <param name="members">The cheap members.</param>
    /// <param name="last">The strong one.</param>
    /// <param name="scale">What is known of them.</param>
    public static IEnumerable<GainCascade> Of(int[] members, int last, MemberScale scale)
    {
        if (members.Length < 2)
        {
            yield break;
        }

        // One stage goes on whatever is said, the middle ones while all agree; the last one stops then.
        double[][] stages = [.. members.Select((_, k) => k == 0 ? GainSignals.OfAgreement(Goes, Goes) : GainSignals.OfAgreement(k == members.Length - 1 ? -1 : Goes, Asks))];
        foreach (var votes in (bool[])[false, true])
        {
            yield return new GainCascade(members, last, votes, stages, 0, scale, SkipOver: 1);
        }
    }
}
