using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;

namespace Mesh.Grains.Reviews;

/// <summary>What waits for people, of the tenants whose list is at this silo, and how reviews ended here. Queues that no plan of the catalogue names are one series.</summary>
internal sealed class ReviewFigures
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<ReviewEntry>> _pending = new(StringComparer.Ordinal);
    private readonly MeshInstruments _instruments;
    private readonly CatalogView _views;
    private readonly TimeProvider _time;

    /// <summary>Adds the gauges.</summary>
    public ReviewFigures(MeshInstruments instruments, CatalogView views, TimeProvider time)
    {
        (_instruments, _views, _time) = (instruments, views, time);
        instruments.Observe("meshsilo.reviews.pending", "{review}", "Reviews that wait for a person, by queue.", () => Each(queue => (long)queue.Count()));
        instruments.Observe("meshsilo.reviews.oldest", "s", "Age of the review that waits for longest, by queue.", () => Each(queue => (_time.GetUtcNow() - queue.Min(e => e.CreatedAt)).TotalSeconds));
    }

    /// <summary>What waits of a tenant.</summary>
    public void Show(string tenant, IReadOnlyList<ReviewEntry> pending) => _pending[tenant] = pending;

    /// <summary>A tenant's list is at another silo.</summary>
    public void Forget(string tenant) => _pending.TryRemove(tenant, out _);

    /// <summary>Something became of a review.</summary>
    /// <param name="outcome">From a closed list: opened, refused, answered, sent, rejected, expired.</param>
    public void Count(string outcome) => _instruments.Plans.Reviewed(outcome);

    private IEnumerable<Measurement<T>> Each<T>(Func<IEnumerable<ReviewEntry>, T> figure)
        where T : struct
    {
        var named = _views.Current.Document.Routes.SelectMany(r => r.Plan is { } plan ? Queues(plan) : []).Distinct(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        return _pending.Values.SelectMany(p => p).GroupBy(e => named.Contains(e.Queue) ? e.Queue : MeshInstruments.Unknown, (queue, entries) => new Measurement<T>(figure(entries), MeshInstruments.Label("queue", queue)));
    }

    private static IEnumerable<string> Queues(NodeEntry node) => node.Nodes.SelectMany(Queues).Concat(node is EscalateEntry escalate ? [escalate.Queue] : []);
}
