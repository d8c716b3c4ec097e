using Mesh.Strategies.Votes.Learned;
using Mesh.Strategies.Votes.Tally;

namespace Mesh.Strategies.Votes.Fitting;

/// <summary>What the members of a vote answered to one question whose right answer is known.</summary>
/// <param name="Given">What they answered.</param>
/// <param name="Qualities">For each different answer how right it is, 0 to 1.</param>
/// <param name="Costs">For each member what its answer cost, in dollars; not a number where it has no price.</param>
public sealed record RecordedQuestion(GivenAnswers Given, double[] Qualities, double[] Costs)
{
    /// <summary>How right a member's answer is; 0 where it gave none.</summary>
    public double Quality(int member) => Of(Given.Answers[member]);

    /// <summary>How right an answer is; 0 for none.</summary>
    public double Of(int answer) => answer < 0 ? 0 : Qualities[answer];

    /// <summary>What a cascade would have made of it.</summary>
    /// <param name="cascade">The cascade.</param>
    /// <param name="asked">Hears of each member that is asked, in order.</param>
    /// <returns>How right its answer is, and what it costs.</returns>
    public (double Quality, double Cost) Play(GainCascade cascade, Action<int>? asked = null)
    {
        var (count, cost) = (0, 0.0);
        while (true)
        {
            var step = cascade.Next(Given, count);
            if (step.Ask is not { } member)
            {
                return (Of(step.Answer), cost);
            }

            asked?.Invoke(member);
            cost += Costs[member];
            if (member == cascade.Last)
            {
                return (Of(cascade.End(Given, count)), cost);
            }

            count++;
        }
    }
}
