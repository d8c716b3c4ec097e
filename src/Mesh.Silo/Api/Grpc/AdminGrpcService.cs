using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Grains.Caching;
using Mesh.Grains.Fabric;
using Mesh.Silo.Access;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>The catalogue, the silos and their kept answers at the admin door.</summary>
internal sealed class AdminGrpcService(IGrainFactory grains, ClusterFigures cluster, CacheDesk caches, Watching watching) : V1.AdminService.AdminServiceBase
{
    private const int MostNote = 100;

    private ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);

    /// <inheritdoc/>
    public override async Task<V1.ListRevisionsResponse> ListRevisions(V1.ListRevisionsRequest request, ServerCallContext context)
    {
        var (page, next) = Paging.Of(await Catalog.HistoryAsync(), request.PageSize, request.PageToken);
        return new V1.ListRevisionsResponse { Revisions = { page.Select(Revision) }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override async Task<V1.CatalogResult> CheckCatalog(V1.CheckCatalogRequest request, ServerCallContext context) =>
        new() { Mistakes = { (await Catalog.CheckAsync(Files(request.Files))).Select(Mistake) } };

    /// <inheritdoc/>
    public override async Task<V1.CatalogResult> ApplyCatalog(V1.ApplyCatalogRequest request, ServerCallContext context) =>
        Result(await Catalog.ProposeAsync(Files(request.Files), Author(context, request.Author)));

    /// <inheritdoc/>
    public override async Task<V1.CatalogResult> RollBackCatalog(V1.RollBackCatalogRequest request, ServerCallContext context) =>
        Result(await Catalog.RollBackAsync(request.Number, Author(context, request.Author)));

    /// <inheritdoc/>
    public override Task<V1.ListSilosResponse> ListSilos(V1.ListSilosRequest request, ServerCallContext context)
    {
        var (page, next) = Paging.Of(Silos(), request.PageSize, request.PageToken);
        return Task.FromResult(new V1.ListSilosResponse { Silos = { page }, NextPageToken = next });
    }

    /// <inheritdoc/>
    public override Task WatchSilos(V1.WatchSilosRequest request, IServerStreamWriter<V1.WatchSilosResponse> responseStream, ServerCallContext context) =>
        watching.RunAsync(request.IntervalMs, responseStream, context, () => new V1.WatchSilosResponse { Silos = { Silos() } });

    /// <inheritdoc/>
    public override async Task<V1.ClearCacheResponse> ClearCache(V1.ClearCacheRequest request, ServerCallContext context)
    {
        if (request.Tenant.Length is 0 or > Fields.LongestName || request.Tenant.Any(char.IsControl))
        {
            throw Fields.Invalid("tenant", $"'tenant' must name a tenant in 1 to {Fields.LongestName} characters on one line; 'mesh keys list' shows them.");
        }

        var done = await caches.ClearAsync(request.Tenant, Author(context, request.Author), context.CancellationToken);
        var response = new V1.ClearCacheResponse { Silos = { done.Silos.Select(Cleared) }, SharedFault = done.SharedFault ?? "" };
        if (done.Shared is { } shared)
        {
            response.Shared = shared;
        }

        return response;
    }

    private static V1.ClearedSilo Cleared(SiloClearing silo) => new()
    {
        Name = silo.Name,
        Address = silo.Address,
        Cleared = silo.Cleared is not null,
        Answers = silo.Cleared?.Answers ?? 0,
        Questions = silo.Cleared?.Questions ?? 0,
    };

    private V1.Silo[] Silos() => [.. cluster.Silos().Select(s => SiloMapping.ToProto(s, cluster.Asked))];

    // Who it was is what the door found out; what the caller says of himself is a note beside it, in quotes and on one line.
    private static string Author(ServerCallContext context, string note)
    {
        var plain = new string([.. note.Where(c => !char.IsControl(c) && c != '"').Take(MostNote)]).Trim();
        var key = context.GetHttpContext().Caller().KeyId;
        return plain.Length == 0 ? key : $"{key} \"{plain}\"";
    }

    private static CatalogFile[] Files(IReadOnlyList<V1.CatalogFile> files) => [.. files.Select((f, i) => new CatalogFile(Name(f.Name, i), f.Text))];

    // A name goes into messages and logs.
    private static string Name(string name, int place) => name.Length is > 0 and <= 200 && !name.Any(char.IsControl)
        ? name
        : throw new MeshException(MeshErrorCode.InvalidRequest, "invalid_file_name", $"File {place + 1} has no usable name: give it one of 1 to 200 characters on one line, such as catalog.yaml.", $"files[{place}].name");

    private static V1.CatalogResult Result(CatalogOutcome outcome) => new()
    {
        Revision = outcome.Revision is { } revision ? Revision(revision) : null,
        Mistakes = { outcome.Mistakes.Select(Mistake) },
    };

    private static V1.Revision Revision(CatalogRevision revision) => new()
    {
        Number = revision.Number,
        Author = revision.Author,
        CreateTime = Timestamp.FromDateTimeOffset(revision.Time),
        Diff = { revision.Diff },
        Files = { revision.Files.Select(f => new V1.CatalogFile { Name = f.Name, Text = f.Text }) },
    };

    private static V1.CatalogMistake Mistake(CatalogMistake mistake) => new()
    {
        File = mistake.File,
        Line = mistake.Line,
        Column = mistake.Column,
        Field = mistake.Field,
        Problem = mistake.Problem,
        Mend = mistake.Mend,
    };
}
