using Grpc.Core;
using Mesh.Contracts.Catalog;
using Mesh.Grains.Catalog;
using Mesh.Grains.Fabric;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Models and endpoints at the gRPC door.</summary>
internal sealed class ModelGrpcService(CatalogView views, ClusterFigures cluster, Watching watching) : V1.ModelService.ModelServiceBase
{
    /// <inheritdoc/>
    public override Task<V1.ListModelsResponse> ListModels(V1.ListModelsRequest request, ServerCallContext context)
    {
        var document = views.Current.Document;
        var (page, next) = Paging.Of(document.Models, request.PageSize, request.PageToken);
        return Task.FromResult(new V1.ListModelsResponse { Models = { page.Select(m => Model(m, document.Defaults)) }, NextPageToken = next });
    }

    /// <inheritdoc/>
    public override Task<V1.ListEndpointsResponse> ListEndpoints(V1.ListEndpointsRequest request, ServerCallContext context)
    {
        var (page, next) = Paging.Of(Endpoints(), request.PageSize, request.PageToken);
        return Task.FromResult(new V1.ListEndpointsResponse { Endpoints = { page }, NextPageToken = next });
    }

    /// <inheritdoc/>
    public override Task WatchEndpoints(V1.WatchEndpointsRequest request, IServerStreamWriter<V1.WatchEndpointsResponse> responseStream, ServerCallContext context) =>
        watching.RunAsync(request.IntervalMs, responseStream, context, () => new V1.WatchEndpointsResponse { Endpoints = { Endpoints() } });

    private V1.Endpoint[] Endpoints() =>
        [.. views.Current.Endpoints.Values.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => EndpointMapping.ToProto(e, cluster.GatesAt(e.Name)))];

    private static V1.Model Model(ModelEntry model, CatalogDefaults defaults)
    {
        var price = model.Price ?? defaults.UnknownPrice;
        return new V1.Model
        {
            Name = model.Name,
            Family = model.Family ?? "",
            Capabilities = { Enum.GetValues<ModelCapabilities>().Where(c => c != ModelCapabilities.None && model.Capabilities.HasFlag(c)).Select(c => Wording.Of(c)) },
            ContextTokens = model.ContextTokens ?? 0,
            PriceInUsd = (double)price.In,
            PriceOutUsd = (double)price.Out,
            PriceEstimated = price.IsEstimate,
            Simulated = model.Simulated is not null,
            State = Wording.Of(model.State),
        };
    }
}
