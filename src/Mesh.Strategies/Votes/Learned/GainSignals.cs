using Mesh.Strategies.Votes.Tally;
using Mesh.Strategies.Votes.Weights;

namespace Mesh.Strategies.Votes.Learned;

/// <summary>What the answers so far say of how much another model would gain: agreement, lengths, the shape of the answer.</summary>
internal static class GainSignals
{
    /// <summary>How many there are.</summary>
    public const int Count = 9;

    // Models err together: two that agree say less than independent ones would.
    private const double Trust = 0.6;

    /// <summary>Coefficients that read nothing but whether all members gave the same answer.</summary>
    public static double[] OfAgreement(double same, double different) => [different, 0, 0, same - different, 0, 0, 0, 0, 0];

    /// <summary>Writes them; gives the place of the leading answer, -1 for none.</summary>
    public static int Write(GivenAnswers given, ReadOnlySpan<int> members, MemberScale scale, Span<double> to)
    {
        var weighed = WeighedAnswers.Of(given, members, scale.Weights, scale.Accuracies, scale.Answers, Trust);
        to.Clear();
        to[0] = 1;
        to[5] = Math.Log(1 + given.PromptLength) - scale.PromptLength;
        if (weighed.Leader < 0)
        {
            to[8] = 1;
            return -1;
        }

        var (length, count) = (0.0, 0);
        foreach (var member in members)
        {
            if (given.Answers[member] == weighed.Leader)
            {
                (length, count) = (length + Math.Log(1 + given.Lengths[member]) - scale.Lengths[member], count + 1);
            }
        }

        var key = given.Keys[weighed.Leader];
        to[1] = weighed.Posterior;
        to[2] = weighed.Posterior * weighed.Posterior;
        to[3] = weighed.Different == 1 && weighed.Came == members.Length ? 1 : 0;
        to[4] = length / count;
        to[6] = Math.Log(1 + key.Length) - scale.KeyLength;
        to[7] = weighed.All > 0 ? weighed.Leading / weighed.All : 0;
        to[8] = key.Contains('.', StringComparison.Ordinal) ? 1 : 0;
        return weighed.Leader;
    }
}
