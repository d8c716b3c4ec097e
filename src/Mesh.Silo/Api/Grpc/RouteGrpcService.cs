using Grpc.Core;
using Mesh.Grains.Catalog;
using Mesh.Grains.Router;
using Mesh.Silo.Access;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Routes at the gRPC door.</summary>
internal sealed class RouteGrpcService(CatalogView views, MeshRouter router) : V1.RouteService.RouteServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.ListRoutesResponse> ListRoutes(V1.ListRoutesRequest request, ServerCallContext context)
    {
        var (page, next) = Paging.Of(views.Current.Document.Routes, request.PageSize, request.PageToken);
        return Task.FromResult(new V1.ListRoutesResponse
        {
            Routes = { page.Select(r => new V1.Route { Name = r.Name, Prefer = (V1.Preference)((int)r.Prefer + 1), Candidates = { r.Candidates }, Fallbacks = { r.Fallbacks } }) },
            NextPageToken = next,
        });
    }

    /// <inheritdoc/>
    public override Task<V1.Decision> Explain(V1.ExplainRequest request, ServerCallContext context)
    {
        var decision = router.Decide(ChatMapping.ToTask(request.Chat, context.GetHttpContext().Caller(), streaming: false).Query);
        return Task.FromResult(new V1.Decision
        {
            Id = decision.Id,
            Route = decision.Route,
            Revision = decision.Revision,
            Prefer = (V1.Preference)((int)decision.Prefer + 1),
            Balance = Wording.Of(decision.Balance),
            Candidates =
            {
                decision.Candidates.Select(c => new V1.Candidate
                {
                    Endpoint = c.Endpoint,
                    Model = c.Model,
                    Excluded = c.Excluded == Contracts.Routing.Exclusion.None ? "" : Wording.Of(c.Excluded),
                    Score = c.Score,
                    Quality = c.Quality,
                    CostUsd = c.CostUsd,
                    Seconds = c.Seconds,
                    Load = c.Load,
                    CostEstimated = c.CostEstimated,
                    Suspect = c.Suspect,
                    LoadParts = c.Parts == default ? null : Parts(c.Parts),
                }),
            },
        });
    }

    private static V1.LoadParts Parts(in Contracts.Routing.LoadParts parts) => new()
    {
        Queue = parts.Queue,
        Prefill = parts.Prefill,
        Decode = parts.Decode,
        Cache = parts.Cache,
        Network = parts.Network,
        Cold = parts.Cold,
        Wait = parts.Wait,
        CachedShare = parts.CachedShare,
    };
}
