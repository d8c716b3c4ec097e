namespace Mesh.Strategies.Confidence.Calibration;

/// <summary>What a threshold is to reach.</summary>
public sealed record ThresholdGoal
{
    /// <summary>How it is chosen.</summary>
    public ThresholdMethod Method { get; init; } = ThresholdMethod.FixedSequence;

    /// <summary>Share of wrong answers, above 0 and below 1: of all answers for <see cref="ThresholdMethod.ConformalRisk"/> and <see cref="ThresholdMethod.BothTiers"/>, of those accepted for the others.</summary>
    public double MostWrong { get; init; } = 0.1;

    /// <summary>Share of calibrations that may miss the goal, above 0 and below 1; for <see cref="ThresholdMethod.FixedSequence"/> and <see cref="ThresholdMethod.BothTiers"/>; a half promises no more than even odds.</summary>
    public double MayMiss { get; init; } = 0.1;

    /// <summary>Most that a request may cost on average, in dollars, both tiers together; for <see cref="ThresholdMethod.Cost"/>.</summary>
    public double MostCost { get; init; }

    /// <summary>Rows that a task class needs for a threshold of its own.</summary>
    public int LeastRows { get; init; } = 50;

    /// <summary>Checks the fields.</summary>
    /// <exception cref="ArgumentException">One of them can't be; it is named.</exception>
    internal void Check()
    {
        if (Method != ThresholdMethod.Cost && MostWrong is not (> 0 and < 1))
        {
            throw new ArgumentException($"mostWrong: {MostWrong} is no share; set it above 0 and below 1");
        }

        if (Method is ThresholdMethod.FixedSequence or ThresholdMethod.BothTiers && MayMiss is not (> 0 and < 1))
        {
            throw new ArgumentException($"mayMiss: {MayMiss} is no share; set it above 0 and below 1");
        }

        if (Method == ThresholdMethod.Cost && !(MostCost > 0))
        {
            throw new ArgumentException($"mostCost: {MostCost} is no sum; set what a request may cost in dollars");
        }

        if (LeastRows < 1)
        {
            throw new ArgumentException($"leastRows: {LeastRows} is no number of rows; set it to 1 or more");
        }
    }
}
