using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>The catalogue at the admin door.</summary>
internal sealed class AdminGrpcService(IGrainFactory grains) : V1.AdminService.AdminServiceBase
{
    private ICatalogGrain Catalog => grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);

    /// <inheritdoc/>
    public override async Task<V1.ListRevisionsResponse> ListRevisions(V1.ListRevisionsRequest request, ServerCallContext context)
    {
        var (page, next) = Paging.Of(await Catalog.HistoryAsync(), request.PageSize, request.PageToken);
        return new V1.ListRevisionsResponse { Revisions = { page.Select(Revision) }, NextPageToken = next };
    }

    /// <inheritdoc/>
    public override Task<V1.CatalogResult> CheckCatalog(V1.CheckCatalogRequest request, ServerCallContext context) =>
        Task.FromResult(new V1.CatalogResult { Mistakes = { CatalogReader.Read(Files(request.Files)).Mistakes.Select(Mistake) } });

    /// <inheritdoc/>
    public override async Task<V1.CatalogResult> ApplyCatalog(V1.ApplyCatalogRequest request, ServerCallContext context) =>
        Result(await Catalog.ProposeAsync(Files(request.Files), Author(request.Author)));

    /// <inheritdoc/>
    public override async Task<V1.CatalogResult> RollBackCatalog(V1.RollBackCatalogRequest request, ServerCallContext context) =>
        Result(await Catalog.RollBackAsync(request.Number, Author(request.Author)));

    private static string Author(string author) => author.Length is 0 or > 200 ? "admin" : author;

    private static CatalogFile[] Files(IEnumerable<V1.CatalogFile> files) => [.. files.Select(f => new CatalogFile(f.Name, f.Text))];

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
