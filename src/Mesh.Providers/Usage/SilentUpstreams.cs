using System.Collections.Concurrent;

namespace Mesh.Providers.Usage;

/// <summary>The endpoints whose last whole answer came without a count of tokens: only their frames are kept for counting.</summary>
public sealed class SilentUpstreams
{
    /// <summary>Most endpoints that are remembered; what comes after is estimated.</summary>
    public const int MaxEndpoints = 10_000;

    private readonly ConcurrentDictionary<string, byte> _silent = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an endpoint is one of them.</summary>
    public bool Contains(string endpoint) => _silent.ContainsKey(endpoint);

    /// <summary>Takes in how a whole answer came.</summary>
    public void Learn(string endpoint, bool silent)
    {
        if (!silent)
        {
            // Nearly always there is nothing to forget, and looking is cheaper than taking out.
            if (!_silent.IsEmpty)
            {
                _silent.TryRemove(endpoint, out _);
            }
        }
        else if (_silent.Count < MaxEndpoints)
        {
            _silent.TryAdd(endpoint, 0);
        }
    }
}
