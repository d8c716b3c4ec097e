using Mesh.Contracts.Routing;
using Mesh.Grains.Catalog;
using Orleans.Concurrency;

namespace Mesh.Grains.Router;

/// <summary>The silo's router for grains and Orleans clients: a façade over the same pure function that the doors use.</summary>
[StatelessWorker]
internal sealed class RouterGrain(MeshRouter router, CatalogView views, ILocalSiloDetails silo) : Grain, IRouterGrain
{
    public Task<RouteDecision> DecideAsync(RouteQuery query)
    {
        var decision = router.Decide(query);
        router.Unserved(decision, query);
        return decision.Eligible > 0 ? Task.FromResult(decision) : throw Routing.Selection.Router.NoCandidate(decision);
    }

    public Task<RouterStats> StatsAsync()
    {
        var view = views.Current;
        var endpoints = view.Endpoints.Values.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => e.Stats.Read(e.Model.Name)).ToArray();
        return Task.FromResult(new RouterStats(silo.Name, view.Revision, router.Decisions, endpoints));
    }
}
