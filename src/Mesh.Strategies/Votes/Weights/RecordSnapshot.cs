namespace Mesh.Strategies.Votes.Weights;

/// <summary>All that one holder of track records counted itself, absolute, at a time: a later one takes an earlier one's place.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="Cells">Its counts, faded to that time.</param>
public sealed record RecordSnapshot(DateTimeOffset At, IReadOnlyList<RecordCell> Cells);
