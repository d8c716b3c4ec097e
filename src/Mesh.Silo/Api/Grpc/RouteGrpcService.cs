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
            Routes = { page.Select(r => new V1.Route { Name = r.Name, Prefer = (V1.Preference)((int)r.Prefer + 1), Candidates = { r.Candidates }, Fallbacks = { r.Fallbacks }, Rules = { r.Rules.Select(RuleWording.Of) } }) },
            NextPageToken = next,
        });
    }

    /// <inheritdoc/>
    public override Task<V1.Decision> Explain(V1.ExplainRequest request, ServerCallContext context)
    {
        var query = router.Read(ChatMapping.ToTask(request.Chat, context.GetHttpContext().Caller(), streaming: false)).Query;
        var decision = router.Decide(query);
        router.Unserved(decision, query);
        return Task.FromResult(DecisionMapping.Decision(decision));
    }
}
