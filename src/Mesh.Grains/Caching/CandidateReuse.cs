using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Mesh.Strategies.Caching;

namespace Mesh.Grains.Caching;

/// <summary>
/// Allows what a model gave that may still answer the request: one of its endpoints is among the candidates, speaks to the same version of it,
/// and is ruled out by nothing, or by what passes. Whatever else rules a model out rules its answers out.
/// </summary>
internal sealed class CandidateReuse(CatalogView views) : IReusePolicy
{
    public bool Allows(string model, string upstreamModel, RouteDecision decision, ChatTask task)
    {
        var endpoints = views.Current.Endpoints;
        foreach (var candidate in decision.Candidates)
        {
            if (candidate.Model == model && IsPassing(candidate.Excluded)
                && endpoints.TryGetValue(candidate.Endpoint, out var endpoint) && endpoint.Entry.UpstreamModel == upstreamModel)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPassing(Exclusion excluded) => excluded
        is Exclusion.None or Exclusion.Unhealthy or Exclusion.CoolingDown or Exclusion.Slow or Exclusion.TakenOut
        or Exclusion.Full or Exclusion.Gone or Exclusion.NotReady or Exclusion.Draining;
}
