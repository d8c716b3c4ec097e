namespace Mesh.Strategies.Votes.Tally;

/// <summary>An answer and who gave it.</summary>
/// <param name="Key">What the answer comes to.</param>
/// <param name="Weight">Sum of its members' weights.</param>
/// <param name="Members">Places of its members in the order of the vote; the first one's text is the one to hand on.</param>
public sealed record VoteCluster(string Key, double Weight, IReadOnlyList<int> Members);
