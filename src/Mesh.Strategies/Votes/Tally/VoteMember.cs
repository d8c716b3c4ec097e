namespace Mesh.Strategies.Votes.Tally;

/// <summary>A member of a vote.</summary>
/// <param name="Name">Its name in reports; the same model may stand under several names, as samples.</param>
/// <param name="Weight">What its vote counts, 0 or more; 1 in a plain majority.</param>
/// <param name="Record">How good it was so far, for ties; any scale, the higher the better.</param>
public sealed record VoteMember(string Name, double Weight = 1, double Record = 0);
