using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Grains.Telemetry;

namespace Mesh.Grains.Router;

/// <summary>Decides on this silo, from the running view.</summary>
/// <param name="views">The running view.</param>
/// <param name="instruments">Metrics.</param>
/// <param name="time">The clock.</param>
/// <param name="draw">Numbers from 0 to 1; safe from any thread.</param>
public sealed class MeshRouter(CatalogView views, MeshInstruments instruments, TimeProvider time, Func<double> draw)
{
    private long _decisions;

    /// <summary>Decisions since start.</summary>
    public long Decisions => Interlocked.Read(ref _decisions);

    /// <summary>Chooses for <paramref name="query"/>.</summary>
    /// <exception cref="Contracts.Errors.MeshException">not_found when the target is unknown.</exception>
    public RouteDecision Decide(RouteQuery query)
    {
        var began = time.GetTimestamp();
        var decision = Routing.Selection.Router.Decide(views.Current, query, draw, Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));
        Interlocked.Increment(ref _decisions);
        instruments.Decided(decision, time.GetElapsedTime(began));
        if (decision.Eligible == 0)
        {
            CountTurnedAway(decision);
        }

        return decision;
    }

    // The gates never see these requests, and would take their silo for one that wants nothing.
    private void CountTurnedAway(RouteDecision decision)
    {
        var endpoints = views.Current.Endpoints;
        foreach (var candidate in decision.Candidates)
        {
            if (candidate.Excluded == Exclusion.Full && endpoints.TryGetValue(candidate.Endpoint, out var endpoint))
            {
                endpoint.Stats.CountTurnedAway();
            }
        }
    }
}
