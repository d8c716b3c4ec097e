namespace Mesh.Training.Cascades;

/// <summary>A recorded walk through a cascade.</summary>
/// <param name="Task">The class of task; null where it is not known.</param>
/// <param name="Question">The same number for the same question: what halves and folds are made by.</param>
/// <param name="Audited">Whether it went through all tiers whatever was accepted.</param>
/// <param name="Tiers">The tiers that answered, in order.</param>
public sealed record RecordedWalk(string? Task, uint Question, bool Audited, IReadOnlyList<TierOutcome> Tiers)
{
    /// <summary>
    /// Whether a fit may use it: it went through all of so many tiers by lot, not since it was doubted, and of each it is known how right it was. Others would show the hard requests
    /// more often than they come.
    /// </summary>
    public bool IsWhole(int tiers) => Audited && Tiers.Count == tiers && Tiers.All(t => t.Quality is not null);
}
