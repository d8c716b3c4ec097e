namespace Mesh.Strategies.Nodes.Gates;

/// <summary>A stretch of a text that may be a request of its own.</summary>
/// <param name="Begin">Its first character, a word that joins it to what stands before included.</param>
/// <param name="Own">Its first character without that word.</param>
/// <param name="End">Behind its last.</param>
internal readonly record struct Clause(int Begin, int Own, int End);
