using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Mesh.Contracts.Conversations.Retention;
using Mesh.Grains.Telemetry;

namespace Mesh.Grains.Conversations.Retention;

/// <summary>What the last round of each shard on this silo came to, as gauges. Silos are added up.</summary>
internal sealed class RetentionFigures
{
    private readonly ConcurrentDictionary<int, RetentionTally> _tallies = new();

    /// <summary>Adds the gauges.</summary>
    public RetentionFigures(MeshInstruments instruments)
    {
        instruments.Observe("meshsilo.conversations.due", "{conversation}", "Conversations whose time is over and that are still there, after the last round of retention.", () => Sum(t => t.Due));
        instruments.Observe("meshsilo.conversations.held", "{conversation}", "Conversations under a legal hold of their own, at the last round of retention.", () => Sum(t => t.Held));
    }

    /// <summary>A shard had a round here.</summary>
    public void Set(int shard, RetentionTally tally) => _tallies[shard] = tally;

    /// <summary>A shard is looked after by another silo.</summary>
    public void Forget(int shard) => _tallies.TryRemove(shard, out _);

    private IEnumerable<Measurement<long>> Sum(Func<RetentionTally, long> figure) => [new Measurement<long>(_tallies.Values.Sum(figure))];
}
