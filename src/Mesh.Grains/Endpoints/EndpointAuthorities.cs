using System.Collections.Concurrent;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Endpoints;

namespace Mesh.Grains.Endpoints;

/// <summary>What the endpoint grains on this silo have to say to all silos: the fabric carries it. One entry a grain, for as long as it lives here.</summary>
public sealed class EndpointAuthorities(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Word> _words = new(StringComparer.OrdinalIgnoreCase);
    private long _changes;

    /// <summary>A grain's word, instead of what it said before.</summary>
    public void Tell(string endpoint, TimeSpan coolingFor, EndpointProbe probe, long recallNumber = 0) =>
        _words[endpoint] = new Word(Interlocked.Increment(ref _changes), time.GetTimestamp(), coolingFor, probe, recallNumber);

    /// <summary>The grain is no longer here.</summary>
    public void Forget(string endpoint) => _words.TryRemove(endpoint, out _);

    /// <summary>All words, each with a number that rises when it changes, and with the times that are left now.</summary>
    public IReadOnlyList<(long Change, AuthorityReport Report)> Read() => [.. _words.Select(w => (w.Value.Change, Report(w.Key, w.Value)))];

    private AuthorityReport Report(string endpoint, Word word)
    {
        var since = time.GetElapsedTime(word.At);
        return new AuthorityReport(endpoint, word.CoolingFor > since ? word.CoolingFor - since : TimeSpan.Zero, word.Probe.Number, word.Probe.Passed, word.Probe.Ago + since, word.RecallNumber);
    }

    private sealed record Word(long Change, long At, TimeSpan CoolingFor, EndpointProbe Probe, long RecallNumber);
}
