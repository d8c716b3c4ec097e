using System.Collections.Concurrent;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Router;

/// <summary>The last decisions of this silo by which requests were served, to be explained and judged. Thread-safe; the oldest go first.</summary>
public sealed class RecentDecisions
{
    /// <summary>Most decisions that are kept.</summary>
    public const int Most = 4_000;

    /// <summary>Candidates of each that are kept: the first.</summary>
    public const int MostCandidates = 8;

    private readonly ConcurrentDictionary<string, DecisionNote> _notes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>How many are kept.</summary>
    public int Count => _notes.Count;

    /// <summary>Keeps one.</summary>
    public void Add(DecisionNote note)
    {
        var decision = note.Decision;
        if (decision.Candidates.Count > MostCandidates)
        {
            note = note with { Decision = decision with { Candidates = [.. decision.Candidates.Take(MostCandidates)], Eligible = Math.Min(decision.Eligible, MostCandidates) } };
        }

        if (!_notes.TryAdd(decision.Id, note))
        {
            return;
        }

        _order.Enqueue(decision.Id);
        while (_notes.Count > Most && _order.TryDequeue(out var oldest))
        {
            _notes.TryRemove(oldest, out _);
        }
    }

    /// <summary>One by its id; null when it is not kept.</summary>
    public DecisionNote? Find(string id) => _notes.GetValueOrDefault(id);

    /// <summary>Notes that an outcome is counted for one; false when one was before, or it is not kept.</summary>
    public bool Judge(string id) => _notes.TryGetValue(id, out var note) && !note.Judged && _notes.TryUpdate(id, note with { Judged = true }, note);
}
