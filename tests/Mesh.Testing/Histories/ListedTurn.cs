namespace Mesh.Testing.Histories;

/// <summary>A committed turn as a read shows it.</summary>
/// <param name="Turn">The caller's id of it.</param>
/// <param name="Content">Digest of what was asked; empty where nobody asks the same id twice.</param>
/// <param name="Version">The version that it made, from 1.</param>
/// <param name="Attempt">The attempt whose answer is kept; 0 when it is not shown.</param>
/// <param name="Answer">Digest of the answer; empty when it is not shown.</param>
/// <param name="Digest">Digest of the conversation up to it; empty when it is not shown.</param>
public sealed record ListedTurn(string Turn, string Content, long Version, int Attempt = 0, string Answer = "", string Digest = "");
