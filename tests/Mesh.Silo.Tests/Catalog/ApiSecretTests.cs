using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Catalog;

public sealed class ApiSecretTests : IAsyncLifetime
{
    private FakeUpstream _own = null!;
    private FakeUpstream _other = null!;
    private CatalogMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _own = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["own"]));
        _other = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["other"]));
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, "sk-of-the-operator\n");
        Secret = $"file:{secret}";
        _mesh = await CatalogMesh.StartAsync(Catalog(_own.Url, Secret));
    }

    private string Secret { get; set; } = "";

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _own.DisposeAsync();
        await _other.DisposeAsync();
        File.Delete(Secret[5..]);
    }

    [Fact]
    public async Task Apply_SecretOfTheFileAtItsHost_IsServedWithIt()
    {
        var result = await _mesh.ApplyAsync(Catalog(_own.Url, Secret, "# by hand"));
        Assert.Empty(result.Mistakes);
        await CatalogMesh.EventuallyAsync(async () => await _mesh.RevisionAsync() == 2, "the revision");
        await _mesh.AskAsync("m");

        Assert.Equal("Bearer sk-of-the-operator", _own.Requests[^1].Headers["Authorization"]);
    }

    [Fact]
    public async Task Apply_SecretOfTheFileToAnotherHost_IsRefusedAndNothingIsSentThere()
    {
        var result = await _mesh.ApplyAsync(Catalog(_other.Url, Secret));

        var mistake = Assert.Single(result.Mistakes);
        Assert.Equal(("api.yaml", 2, "providers.p.apiKey"), (mistake.File, mistake.Line, mistake.Field));
        Assert.Equal(1, result.Revision.Number);
        await _mesh.LooksAsync();
        Assert.Equal("own", (await _mesh.AskAsync("m")).Text);
        Assert.Equal(0, _other.Started);
    }

    [Theory]
    [InlineData("env:PATH")]
    [InlineData("file:/etc/hostname")]
    public async Task Apply_SecretThatTheFileDoesNotName_IsRefused(string secret) =>
        Assert.Equal("providers.p.apiKey", Assert.Single((await _mesh.ApplyAsync(Catalog(_own.Url, secret))).Mistakes).Field);

    [Fact]
    public async Task Check_FurtherSecret_TellsWhatApplyWouldTell()
    {
        var text = Catalog(_other.Url, Secret);
        var checkedOnly = await _mesh.Admin.CheckCatalogAsync(new V1.CheckCatalogRequest { Files = { new V1.CatalogFile { Name = "api.yaml", Text = text } } });

        Assert.Equal((await _mesh.ApplyAsync(text)).Mistakes, checkedOnly.Mistakes);
    }

    [Fact]
    public async Task Apply_AfterTheFileDroppedTheSecret_IsRefused()
    {
        await _mesh.EditAsync(Catalog(_own.Url, null));
        await CatalogMesh.EventuallyAsync(async () => await _mesh.RevisionAsync() == 2, "the edit");

        Assert.Single((await _mesh.ApplyAsync(Catalog(_own.Url, Secret, "# again"))).Mistakes);
    }

    [Fact]
    public async Task Apply_SecretThatOnlyAFormerApplyHadReached_BindsNoFurtherHost()
    {
        // A catalogue without secrets at another host must not open that host to them.
        Assert.Empty((await _mesh.ApplyAsync(Catalog(_other.Url, null))).Mistakes);

        Assert.Single((await _mesh.ApplyAsync(Catalog(_other.Url, Secret))).Mistakes);
    }

    private static string Catalog(string url, string? secret, string more = "") =>
        $"providers:\n  p: {{ kind: openai-compatible, baseUrl: \"{url}\"{(secret is null ? "" : $", apiKey: \"{secret}\"")} }}\nmodels: {{ m: {{}} }}\nendpoints: {{ e: {{ provider: p, model: m }} }}\n{more}\n";
}
