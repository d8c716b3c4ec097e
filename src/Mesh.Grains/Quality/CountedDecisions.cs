namespace Mesh.Grains.Quality;

/// <summary>
/// The decisions whose outcomes were counted last: who was not told that its word counted says it again, and it counts once. At most <see cref="Most"/>,
/// the oldest go first. Not thread-safe.
/// </summary>
internal sealed class CountedDecisions
{
    /// <summary>Decisions that are known.</summary>
    public const int Most = 10_000;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();

    /// <summary>Takes one; false where it is known already.</summary>
    public bool Add(string decision)
    {
        if (!_known.Add(decision))
        {
            return false;
        }

        _oldest.Enqueue(decision);
        if (_oldest.Count > Most)
        {
            _known.Remove(_oldest.Dequeue());
        }

        return true;
    }
}
