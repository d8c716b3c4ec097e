namespace Mesh.Strategies.Votes.Tally;

/// <summary>How a vote stands.</summary>
/// <param name="Clusters">The answers, the leading one first; more than one is a disagreement.</param>
/// <param name="Agreement">Share of the leading answer in the weight of all that came, 0 to 1; who came without an answer agrees with nobody.</param>
/// <param name="Came">Members that came, with an answer or without.</param>
/// <param name="Out">Weight of the members that may still come.</param>
/// <param name="HasQuorum">Whether enough of them had an answer.</param>
/// <param name="IsDecided">Whether there is a quorum and nobody who is still out can change the leading answer: they may be cancelled.</param>
/// <param name="IsLost">Whether no quorum can be reached any more.</param>
public sealed record VoteStanding(IReadOnlyList<VoteCluster> Clusters, double Agreement, int Came, double Out, bool HasQuorum, bool IsDecided, bool IsLost)
{
    /// <summary>The leading answer, also the outcome at a deadline; null without a quorum.</summary>
    public VoteCluster? Leader => HasQuorum ? Clusters[0] : null;

    /// <summary>Whether those who came agree on one answer.</summary>
    public bool IsUnanimous => Clusters.Count == 1 && Agreement >= 1;
}
