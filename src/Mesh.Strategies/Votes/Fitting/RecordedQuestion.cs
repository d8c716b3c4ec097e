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
}
