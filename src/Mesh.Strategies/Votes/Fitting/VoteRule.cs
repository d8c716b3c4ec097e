namespace Mesh.Strategies.Votes.Fitting;

/// <summary>How a vote is counted.</summary>
public enum VoteRule
{
    /// <summary>By track record.</summary>
    Weighted,

    /// <summary>By weights that were fitted together, see <see cref="Learned.LearnedVote"/>.</summary>
    Learned,

    /// <summary>Heads.</summary>
    Majority,

    /// <summary>Not at all: the best member answers alone.</summary>
    BestMember,
}
