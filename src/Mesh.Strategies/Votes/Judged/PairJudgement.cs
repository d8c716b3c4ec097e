namespace Mesh.Strategies.Votes.Judged;

/// <summary>What a judge said of two answers, shown in one order.</summary>
/// <param name="First">Place of the answer that was shown first.</param>
/// <param name="Second">Place of the answer that was shown second.</param>
/// <param name="Winner">Place of the better one; null for a tie, or where the judge's verdict couldn't be read.</param>
public sealed record PairJudgement(int First, int Second, int? Winner);
