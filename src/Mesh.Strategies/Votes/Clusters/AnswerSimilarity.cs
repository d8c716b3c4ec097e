namespace Mesh.Strategies.Votes.Clusters;

/// <summary>How alike two texts are, 0 to 1; the same whichever of them stands first.</summary>
/// <param name="one">A text.</param>
/// <param name="other">Another text.</param>
public delegate double AnswerSimilarity(string one, string other);
