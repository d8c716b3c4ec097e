using System.Collections.Concurrent;

namespace Mesh.Grains.Learning;

/// <summary>The scorers that this silo has read, by their names in the catalogue. Safe from any thread.</summary>
public sealed class RunningScorers
{
    private readonly ConcurrentDictionary<string, object> _scorers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A scorer of answers, or a learned cascade; null where there is none of this name.</summary>
    public object? Find(string name) => _scorers.GetValueOrDefault(name);

    /// <summary>From now on this one is asked under a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="scorer">A scorer of answers, or a learned cascade; null for none.</param>
    public void Take(string name, object? scorer)
    {
        if (scorer is null)
        {
            _scorers.TryRemove(name, out _);
        }
        else
        {
            _scorers[name] = scorer;
        }
    }
}
