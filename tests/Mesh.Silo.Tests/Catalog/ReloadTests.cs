using Mesh.Load;
using Mesh.Testing;
using Mesh.Testing.Files;

namespace Mesh.Silo.Tests.Catalog;

public sealed class ReloadTests : IAsyncLifetime
{
    private FakeUpstream _one = null!;
    private FakeUpstream _two = null!;
    private CatalogMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _one = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["one"]));
        _two = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["two"]));
        _mesh = await CatalogMesh.StartAsync(RunningMesh.Catalog(_one.Url));
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Edit_NamingANewUpstream_IsServed()
    {
        Assert.Equal("one", await TextAsync());

        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url));

        await CatalogMesh.EventuallyAsync(async () => await TextAsync() == "two", "the new upstream");
        await CatalogMesh.EventuallyAsync(() => Task.FromResult(_mesh.Reloads("accepted") == 1), "the count");
        Assert.Equal(2, await _mesh.RevisionAsync());
    }

    [Fact]
    public async Task BadEdit_ChangesNothingAndIsCounted_AndALaterGoodOneIsTaken()
    {
        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url, "nonsense: 1"));
        await CatalogMesh.EventuallyAsync(() => Task.FromResult(_mesh.Reloads("refused") == 1), "the refusal");
        await _mesh.LooksAsync();

        Assert.Equal(("one", 1, 1), (await TextAsync(), await _mesh.RevisionAsync(), _mesh.Reloads("refused")));
        Assert.Single(await _mesh.RevisionsAsync());

        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url));
        await CatalogMesh.EventuallyAsync(async () => await TextAsync() == "two", "the good edit");
        Assert.Equal(2, await _mesh.RevisionAsync());
    }

    [Fact]
    public async Task Metrics_AtTheAdminDoor_TellReadingsAndTheRunningRevision()
    {
        var metrics = await _mesh.MetricsAsync();

        Assert.Contains("meshsilo_catalog_reloads_total{result=\"accepted\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("# TYPE meshsilo_catalog_revision gauge", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BadEdit_TakenBack_IsTheRunningRevisionStill()
    {
        await _mesh.EditAsync("models: [");
        await CatalogMesh.EventuallyAsync(() => Task.FromResult(_mesh.Reloads("refused") == 1), "the refusal");
        await _mesh.EditAsync(RunningMesh.Catalog(_one.Url));
        await CatalogMesh.EventuallyAsync(() => Task.FromResult(_mesh.Reloads("accepted") == 1), "the mended file");

        Assert.Equal(1, await _mesh.RevisionAsync());
    }

    [Fact]
    public async Task Edit_ThatIsNotUtf8_IsRefused()
    {
        await FollowedFile.ReplaceAsync(_mesh.File, (byte[])[.. "# caf"u8, 0xE9, .. "\nmodels: {}\n"u8]);

        await CatalogMesh.EventuallyAsync(() => Task.FromResult(_mesh.Reloads("refused") == 1), "the refusal");
        Assert.Equal("one", await TextAsync());
    }

    [Fact]
    public async Task Edit_LargerThanAFileMayBe_IsRefused()
    {
        await _mesh.EditAsync("#" + new string('x', 5 * 1024 * 1024));

        await CatalogMesh.EventuallyAsync(() => Task.FromResult(_mesh.Reloads("refused") == 1), "the refusal");
        Assert.Equal("one", await TextAsync());
    }

    [Fact]
    public async Task ConfigMap_SwappedLink_IsNoticed()
    {
        await MountAsync("..2026_11_01", RunningMesh.Catalog(_one.Url));
        File.CreateSymbolicLink(_mesh.Path("mounted.yaml"), "..data/catalog.yaml");
        await _mesh.StartAsync(settings => settings.Catalog = _mesh.Path("mounted.yaml"));
        var before = await _mesh.RevisionAsync();
        Assert.Equal("one", await TextAsync());

        await MountAsync("..2026_11_02", RunningMesh.Catalog(_two.Url));
        Directory.Delete(_mesh.Path("..2026_11_01"), recursive: true);

        await CatalogMesh.EventuallyAsync(async () => await TextAsync() == "two", "the swapped link");
        Assert.Equal(before + 1, await _mesh.RevisionAsync());
    }

    [Fact]
    public async Task SeveralFiles_EditOfOne_IsReadTogetherWithTheOthers()
    {
        var more = _mesh.Path("routes.yaml");
        await File.WriteAllTextAsync(more, "routes:\n  r: { candidates: [m] }\n");
        await _mesh.StartAsync(settings => settings.Catalog = $"{_mesh.File}, {more}");
        Assert.Equal("one", (await _mesh.AskAsync("r")).Text);

        await _mesh.EditAsync("routes:\n  s: { candidates: [m] }\n", more);

        await CatalogMesh.EventuallyAsync(async () => (await _mesh.AskAsync("s")).Text == "one", "the renamed route");
        Assert.Equal("404", (await _mesh.AskAsync("r")).Text);
        Assert.Equal("file:catalog.yaml,routes.yaml", (await _mesh.RevisionsAsync())[0].Author);
    }

    [Fact]
    public async Task File_GoneForAWhile_ChangesNothingAndIsToldOnce()
    {
        File.Move(_mesh.File, _mesh.File + ".away");
        await CatalogMesh.EventuallyAsync(() => Task.FromResult(_mesh.Reloads("failed") == 1), "the failure");
        await _mesh.LooksAsync();

        Assert.Equal(("one", 1), (await TextAsync(), _mesh.Reloads("failed")));

        File.Move(_mesh.File + ".away", _mesh.File);
        await _mesh.LooksAsync();
        Assert.Equal(1, await _mesh.RevisionAsync());

        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url));
        await CatalogMesh.EventuallyAsync(async () => await TextAsync() == "two", "the edit after it");
    }

    private async Task<string> TextAsync() => (await _mesh.AskAsync("m")).Text;

    // As a kubelet does: a dated folder, and a link to it that is renamed over the former one.
    private async Task MountAsync(string dated, string text)
    {
        Directory.CreateDirectory(_mesh.Path(dated));
        await File.WriteAllTextAsync(Path.Combine(_mesh.Path(dated), "catalog.yaml"), text);
        File.Delete(_mesh.Path("..data"));
        File.CreateSymbolicLink(_mesh.Path("..data"), dated);
    }
}
