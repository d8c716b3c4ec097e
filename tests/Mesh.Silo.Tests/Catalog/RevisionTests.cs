using Grpc.Core;
using Mesh.Load;
using Mesh.Silo.Tests.Access;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Catalog;

public sealed class RevisionTests : IAsyncLifetime
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
    public async Task Apply_GoodCatalogue_IsServedAndKeptWithAuthorTimeAndDiff()
    {
        var before = DateTimeOffset.UtcNow;
        var result = await _mesh.ApplyAsync(RunningMesh.Catalog(_two.Url, "routes: { r: { candidates: [m] } }"), "ann");

        Assert.Empty(result.Mistakes);
        Assert.Equal((2, "loopback \"ann\""), (result.Revision.Number, result.Revision.Author));
        await ServesAsync("two");
        var revisions = await _mesh.RevisionsAsync();
        Assert.Equal([2L, 1L], revisions.Select(r => r.Number));
        Assert.Equal(["loopback \"ann\"", "file:catalog.yaml"], revisions.Select(r => r.Author));
        Assert.Equal(["~ providers/fake", "+ routes/r"], revisions[0].Diff);
        Assert.Equal("api.yaml", Assert.Single(revisions[0].Files).Name);
        Assert.InRange(revisions[0].CreateTime.ToDateTimeOffset(), before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task Apply_BadCatalogue_GivesEveryMistakeAndChangesNothing()
    {
        var result = await _mesh.ApplyAsync("models:\n  m: { context: x }\nroutes:\n  r: { candidates: [ghost], prefr: best }\n");

        Assert.Equal(
            [(2, "models.m.context"), (4, "routes.r.prefr"), (4, "routes.r.candidates")],
            result.Mistakes.Select(m => (m.Line, m.Field)));
        Assert.All(result.Mistakes, m => Assert.True(m.File == "api.yaml" && m.Problem.Length > 0 && m.Mend.Length > 0));
        Assert.Equal(1, result.Revision.Number);
        await _mesh.LooksAsync();
        Assert.Equal(("one", 1), ((await _mesh.AskAsync("m")).Text, await _mesh.RevisionAsync()));
    }

    [Fact]
    public async Task Rollback_RestoresTheFormerRevision_UntilTheFileIsEditedAgain()
    {
        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url));
        await ServesAsync("two");

        var result = await _mesh.Admin.RollBackCatalogAsync(new V1.RollBackCatalogRequest { Number = 1, Author = "ann" });

        Assert.Equal((3, "loopback \"ann\" (rollback to 1)"), (result.Revision.Number, result.Revision.Author));
        await ServesAsync("one");
        await _mesh.LooksAsync();
        Assert.Equal(("one", 3), ((await _mesh.AskAsync("m")).Text, await _mesh.RevisionAsync()));

        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url, "# again"));
        await ServesAsync("two");
        Assert.Equal(4, await _mesh.RevisionAsync());
    }

    [Fact]
    public async Task Rollback_AfterARestartOverTheUneditedFile_StillHolds()
    {
        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url));
        await ServesAsync("two");
        await _mesh.Admin.RollBackCatalogAsync(new V1.RollBackCatalogRequest { Number = 1 });

        await _mesh.StartAsync();

        Assert.Equal(("one", 3), ((await _mesh.AskAsync("m")).Text, await _mesh.RevisionAsync()));
        Assert.Equal(3, (await _mesh.RevisionsAsync()).Count);
    }

    [Fact]
    public async Task Edit_WhileTheMeshIsDown_CountsAtTheNextStart()
    {
        await _mesh.ApplyAsync(RunningMesh.Catalog(_one.Url, "# by hand"));
        await _mesh.StopAsync();
        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url));

        await _mesh.StartAsync();

        Assert.Equal(("two", 3), ((await _mesh.AskAsync("m")).Text, await _mesh.RevisionAsync()));
    }

    [Fact]
    public async Task Edit_ToWhatRunsAlready_MakesNoRevisionAndIsTheFilesNewState()
    {
        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url));
        await ServesAsync("two");
        await _mesh.Admin.RollBackCatalogAsync(new V1.RollBackCatalogRequest { Number = 1 });
        await _mesh.EditAsync(RunningMesh.Catalog(_one.Url));
        await CatalogMesh.EventuallyAsync(() => Task.FromResult(_mesh.Reloads("accepted") == 2), "the edit");
        Assert.Equal(3, await _mesh.RevisionAsync());

        await _mesh.EditAsync(RunningMesh.Catalog(_two.Url));
        await ServesAsync("two");
        Assert.Equal(4, await _mesh.RevisionAsync());
    }

    [Fact]
    public async Task Revisions_BeyondFifty_DropTheOldestAndTheNumbersOnlyGoUp()
    {
        for (var i = 0; i < 55; i++)
        {
            Assert.Equal(i + 2, (await _mesh.ApplyAsync(RunningMesh.Catalog(_one.Url, $"# {i}"))).Revision.Number);
        }

        Assert.Equal(Enumerable.Range(7, 50).Reverse().Select(n => (long)n), (await _mesh.RevisionsAsync()).Select(r => r.Number));
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _mesh.Admin.RollBackCatalogAsync(new V1.RollBackCatalogRequest { Number = 6 }));
        Assert.Equal(StatusCode.NotFound, e.StatusCode);
        Assert.Contains("the last 50 are", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(57, (await _mesh.Admin.RollBackCatalogAsync(new V1.RollBackCatalogRequest { Number = 7 })).Revision.Number);
    }

    [Fact]
    public async Task Author_OfACallByKey_IsTheKeyAndWhatTheCallerSaysIsANoteOnOneLine()
    {
        var key = TestKeys.Add(Path.Combine(_mesh.Path("data"), "keys.yaml"), "admin");
        await _mesh.StartAsync();

        var result = await _mesh.ApplyAsync(RunningMesh.Catalog(_two.Url), "file:catalog.yaml\nroot \"x\"" + new string('y', 200), key);

        Assert.Equal($"{key.Substring(Keys.ApiKey.Prefix.Length, 10)} \"file:catalog.yamlroot x{new string('y', 77)}\"", result.Revision.Author);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb.yaml")]
    public async Task Apply_FileWithoutAUsableName_IsRefused(string name)
    {
        var e = await Assert.ThrowsAsync<RpcException>(async () => await _mesh.Admin.ApplyCatalogAsync(new V1.ApplyCatalogRequest { Files = { new V1.CatalogFile { Name = name, Text = "" } } }));

        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
    }

    private Task ServesAsync(string text) => CatalogMesh.EventuallyAsync(async () => (await _mesh.AskAsync("m")).Text == text, $"upstream {text}");
}
