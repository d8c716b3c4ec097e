using System.Collections.Immutable;
using Mesh.Strategies.Confidence.Scoring;
using Mesh.Strategies.Votes.Learned;

namespace Mesh.Grains.Learning;

/// <summary>The learned scorers that the plans of this silo read. Each is swapped whole; an answer is scored by the one that is here then.</summary>
public sealed class RunningScorers
{
    // Written by the watch alone.
    private volatile ImmutableDictionary<string, RunningScorer> _all = ImmutableDictionary.Create<string, RunningScorer>(StringComparer.OrdinalIgnoreCase);

    /// <summary>All that the catalogue names, in the order of their names.</summary>
    public IReadOnlyList<RunningScorer> All => [.. _all.Values.OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>One that can be asked; null where none of the name is loaded.</summary>
    public LearnedScorer? Find(string name) => _all.GetValueOrDefault(name)?.Artifact?.Scorer;

    /// <summary>A learned cascade; null where none of the name is loaded.</summary>
    public GainCascade? Gains(string name) => _all.GetValueOrDefault(name)?.Gains?.Cascade;

    /// <summary>One as it stands; null where the catalogue names none.</summary>
    public RunningScorer? Standing(string name) => _all.GetValueOrDefault(name);

    /// <summary>From now on it stands like this.</summary>
    public void Take(RunningScorer scorer) => _all = _all.SetItem(scorer.Name, scorer);

    /// <summary>Only these are named any more.</summary>
    public void Keep(IReadOnlyCollection<string> names)
    {
        if (_all.Keys.Where(n => !names.Contains(n, StringComparer.OrdinalIgnoreCase)).ToArray() is { Length: > 0 } gone)
        {
            _all = _all.RemoveRange(gone);
        }
    }
}
