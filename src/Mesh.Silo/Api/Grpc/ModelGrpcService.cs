using Grpc.Core;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Grains.Catalog;
using Mesh.Grains.Draining;
using Mesh.Silo.Access;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Models and endpoints at the gRPC door.</summary>
internal sealed class ModelGrpcService(CatalogView views, CallerCheck callers, SiloState state, TimeProvider time) : V1.ModelService.ModelServiceBase
{
    private const int ShortestInterval = 100;
    private const int LongestInterval = 60_000;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

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
    public override async Task WatchEndpoints(V1.WatchEndpointsRequest request, IServerStreamWriter<V1.WatchEndpointsResponse> responseStream, ServerCallContext context)
    {
        using var timer = new PeriodicTimer(Interval(request.IntervalMs), time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, state.Leaving);
        try
        {
            do
            {
                // A watch may outlive its key: it ends at the first view after the key has gone.
                callers.Check(context.GetHttpContext());
                await responseStream.WriteAsync(new V1.WatchEndpointsResponse { Endpoints = { Endpoints() } }, ending.Token);
            }
            while (await timer.WaitForNextTickAsync(ending.Token));
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            // A watch never ends by itself, and would hold the silo up.
            throw new MeshException(MeshErrorCode.Unavailable, SiloState.Reason, "This silo is about to stop. Watch another one.");
        }
    }

    private static TimeSpan Interval(int milliseconds) => milliseconds switch
    {
        0 => s_interval,
        >= ShortestInterval and <= LongestInterval => TimeSpan.FromMilliseconds(milliseconds),
        _ => throw Fields.Invalid("interval_ms", $"'interval_ms' must be from {ShortestInterval} to {LongestInterval}, or left out for {s_interval.TotalMilliseconds}."),
    };

    private V1.Endpoint[] Endpoints() =>
        [.. views.Current.Endpoints.Values.OrderBy(e => e.Name, StringComparer.Ordinal).Select(e => EndpointMapping.ToProto(e.Stats.Read(e.Model.Name)))];

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
