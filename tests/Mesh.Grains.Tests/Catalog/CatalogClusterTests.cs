using Mesh.Client.Orleans;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Grains.Catalog;
using Mesh.Grains.Tests.Hosting;
using Orleans.TestingHost;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Catalog;

[Collection(Clusters.Name)]
public sealed class CatalogClusterTests(ITestOutputHelper output) : IAsyncLifetime
{
    private MeshCluster _mesh = null!;

    public async Task InitializeAsync() => _mesh = await MeshCluster.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Edit_OfTheFile_IsServedByBothSilosAsOneRevision()
    {
        Assert.Equal([1L, 1L], _mesh.Revisions());
        var slowest = TimeSpan.Zero;
        for (var edit = 2; edit <= 6; edit++)
        {
            await _mesh.EditAsync(TestCatalog.Text($"{{ in: {edit}, out: 9 }}"));
            var took = await Wait.UntilAsync(() => _mesh.Revisions().All(r => r >= edit), $"both silos at revision {edit}");
            slowest = took > slowest ? took : slowest;
        }

        // The other silo has seen the edit too by now and must not have made a revision of its own.
        await _mesh.Looks.EnoughAsync();
        output.WriteLine($"edit to both silos: at most {slowest.TotalMilliseconds:F0} ms over 5 edits (promised: 1000)");
        Assert.Equal([6L, 6L], _mesh.Revisions());
        Assert.All(_mesh.Silos, s => Assert.Equal(6m, Document(s).Models[0].Price!.In));
        var history = await _mesh.Client.GetCatalog().HistoryAsync();
        Assert.Equal([6L, 5, 4, 3, 2, 1], history.Select(r => r.Number));
        Assert.All(history, r => Assert.Equal("file:catalog.yaml", r.Author));
        Assert.Equal(["~ models/m"], history[0].Diff);
    }

    [Fact]
    public async Task BadEdit_OfTheFile_ChangesNothingAndAGoodOneMendsIt()
    {
        var before = _mesh.Silos.Select(Document).ToArray();
        await _mesh.EditAsync("models: { m: { context: nonsense } }");
        await _mesh.Looks.EnoughAsync();

        Assert.Equal([1L, 1L], _mesh.Revisions());
        Assert.All(_mesh.Silos.Zip(before), p => Assert.Same(p.Second, Document(p.First)));
        Assert.Single(await _mesh.Client.GetCatalog().HistoryAsync());

        await _mesh.EditAsync(TestCatalog.Text("{ in: 5, out: 6 }"));
        await Wait.UntilAsync(() => _mesh.Revisions().All(r => r == 2), "both silos at revision 2");
    }

    [Fact]
    public async Task BadProposal_OverTheClient_GivesEveryMistakeAndTheRunningRevision()
    {
        var outcome = await _mesh.Client.GetCatalog().ProposeAsync([new("bad.yaml", "models: { m: { context: nonsense } }\nroutes: { r: { candidates: [ghost] } }")], "ann");

        Assert.False(outcome.Accepted);
        Assert.Equal(1, outcome.Revision?.Number);
        Assert.Contains(outcome.Mistakes, m => m.File == "bad.yaml" && m.Line == 1 && m.Mend.Length > 0);
    }

    [Fact]
    public async Task Rollback_RestoresTheContentUnderANewNumberWithItsAuthor()
    {
        await _mesh.EditAsync(TestCatalog.Text(extra: "  more: { candidates: [m] }"));
        await Wait.UntilAsync(() => _mesh.Revisions().All(r => r == 2), "both silos at revision 2");

        var outcome = await _mesh.Client.GetCatalog().RollBackAsync(1, "ann");

        Assert.True(outcome.Accepted);
        Assert.Equal((3L, "ann (rollback to 1)"), (outcome.Revision!.Number, outcome.Revision.Author));
        Assert.Equal(["- routes/more"], outcome.Revision.Diff);
        var history = await _mesh.Client.GetCatalog().HistoryAsync();
        Assert.Equal(["+ routes/more"], history[1].Diff);
        Assert.Equal(history[2].Files, history[0].Files);

        // The file still says otherwise; only a new edit of it counts.
        await Wait.UntilAsync(() => _mesh.Revisions().All(r => r == 3), "both silos at revision 3");
        await _mesh.Looks.EnoughAsync();
        Assert.Equal([3L, 3L], _mesh.Revisions());
        Assert.All(_mesh.Silos, s => Assert.Single(Document(s).Routes));
    }

    [Fact]
    public async Task Rollback_ToAnUnknownRevision_IsNotFoundAtTheClient()
    {
        var e = await Assert.ThrowsAsync<MeshException>(() => _mesh.Client.GetCatalog().RollBackAsync(77, "ann"));

        Assert.Equal((MeshErrorCode.NotFound, "revision_not_found"), (e.Error.Code, e.Error.Reason));
    }

    [Fact]
    public async Task Edit_WhileTheStorageFails_IsServedOnceItIsBack()
    {
        _mesh.StorageFails = true;
        await _mesh.EditAsync(TestCatalog.Text("{ in: 5, out: 6 }"));
        await _mesh.Looks.EnoughAsync();
        Assert.Equal([1L, 1L], _mesh.Revisions());

        _mesh.StorageFails = false;
        await Wait.UntilAsync(() => _mesh.Revisions().All(r => r == 2), "both silos at revision 2");
    }

    [Fact]
    public async Task Revision_WhileTheFileCannotBeRead_IsAdoptedAllTheSame()
    {
        File.Delete(_mesh.CatalogFile);
        await _mesh.Looks.EnoughAsync();
        await _mesh.Client.GetCatalog().ProposeAsync([new("other.yaml", TestCatalog.Text("{ in: 5, out: 6 }"))], "ann");

        await Wait.UntilAsync(() => _mesh.Revisions().All(r => r == 2), "both silos at revision 2");
    }

    [Fact]
    public async Task Edit_WrittenInTwoSteps_IsProposedWholeOnly()
    {
        for (var edit = 2; edit <= 6; edit++)
        {
            var text = TestCatalog.Text($"{{ in: {edit}, out: 9 }}");

            // Each of both silos sees the half once.
            await StoppedAsync();
            await File.WriteAllTextAsync(_mesh.CatalogFile, text[..text.IndexOf("routes:", StringComparison.Ordinal)]);
            await StoppedAsync();
            await File.WriteAllTextAsync(_mesh.CatalogFile, text);
            _mesh.Looks.LetGo();
            await Wait.UntilAsync(() => _mesh.Revisions().All(r => r >= edit), $"both silos at revision {edit}");
        }

        Assert.All(await _mesh.Client.GetCatalog().HistoryAsync(), r => Assert.Single(r.Document.Routes));
        Assert.Equal([6L, 6L], _mesh.Revisions());
    }

    // Before their next look, and after the one before which they were stopped.
    private async Task StoppedAsync()
    {
        var before = _mesh.Looks.Stopped;
        _mesh.Looks.Hold();
        await Wait.UntilAsync(() => _mesh.Looks.Stopped == before + 2, "both silos are stopped");
    }

    private CatalogDocument Document(InProcessSiloHandle silo) => _mesh.Service<CatalogView>(silo).Current.Document;
}
