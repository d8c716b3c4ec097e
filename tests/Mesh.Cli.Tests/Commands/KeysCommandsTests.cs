using System.Text.Json.Nodes;
using Mesh.Keys;

namespace Mesh.Cli.Tests.Commands;

public sealed class KeysCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string KeyFile => _folder.File("keys.yaml");

    [Fact]
    public async Task Create_Key_IsAloneOnTheOutputAndKnownToTheRing()
    {
        var result = await RunAsync("create", "ada", "--tenant", "acme", "--project", "web", "--scope", "admin", "--scope", "vendor-objects", "--expires", "30d");
        var ring = new KeyRing(new KeyFile(KeyFile).Read(), Pepper.Find(KeyFile, _ => null)!);
        var caller = ring.Find(result.Output.Trim(), Cli.Now);

        Assert.Equal(0, result.Code);
        Assert.Single(result.OutputLines);
        Assert.Equal(("acme", "web"), (caller!.Tenant, caller.Project));
        Assert.True(caller.Has("admin"));
        Assert.True(caller.Has("vendor-objects"));
        Assert.NotNull(ring.Find(result.Output.Trim(), Cli.Now.AddDays(30).AddSeconds(-1)));
        Assert.Null(ring.Find(result.Output.Trim(), Cli.Now.AddDays(30)));
        Assert.DoesNotContain(result.Output.Trim(), result.Error + File.ReadAllText(KeyFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_Keys_ShowsThemWithoutSecrets()
    {
        var first = (await RunAsync("create", "ada", "--expires", "12h")).Output.Trim();
        await RunAsync("create", "bob");

        var table = await RunAsync("list");
        var json = JsonNode.Parse((await RunAsync("list", "--output", "json")).Output)!["keys"]!.AsArray();

        Assert.Matches($@"^{first.Substring(5, 10)}\s+ada\s+default\s+default\s+2026-11-25 12:00\s+2026-11-26 00:00$", table.OutputLines[1]);
        Assert.EndsWith("never", table.OutputLines[2], StringComparison.Ordinal);
        Assert.Equal(["ada", "bob"], json.Select(k => k!["name"]!.GetValue<string>()));
        Assert.DoesNotContain("hash", json.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task List_KeyHasExpired_IsMarked()
    {
        await RunAsync("create", "ada", "--expires", "90m");
        var clock = Cli.Clock();
        clock.Advance(TimeSpan.FromMinutes(91));

        var result = await new Cli { Time = clock }.RunAsync("keys", "list", "--keys", KeyFile);

        Assert.EndsWith("2026-11-25 13:30 (expired)", result.OutputLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_Key_TakesItOutOnce()
    {
        var id = (await RunAsync("create", "ada")).Output.Substring(5, 10);

        Assert.Equal(0, (await RunAsync("remove", id)).Code);
        var again = await RunAsync("remove", id);

        Assert.Empty(new KeyFile(KeyFile).Read());
        Assert.Equal(1, again.Code);
        Assert.Contains(id, again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_NoFile_SaysWhatThatMeans()
    {
        var result = await RunAsync("list");

        Assert.Equal(0, result.Code);
        Assert.Contains("no keys", result.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    [Theory]
    [InlineData(1, "not a scope", "create", "ada", "--scope", "root")]
    [InlineData(1, "cannot be a name", "create", "two words")]
    [InlineData(2, "--expires", "create", "ada", "--expires", "soon")]
    [InlineData(2, "--expires", "create", "ada", "--expires", "-1d")]
    [InlineData(2, "--expires", "create", "ada", "--expires", "99999999d")]
    [InlineData(2, "create", "create")]
    public async Task Create_WrongInput_IsToldAndNoKeyIsMade(int code, string named, params string[] args)
    {
        var result = await RunAsync(args);

        Assert.Equal((code, ""), (result.Code, result.Output));
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(KeyFile));
    }

    private Task<CliResult> RunAsync(params string[] args) => new Cli { Time = Cli.Clock() }.RunAsync(["keys", .. args, "--keys", KeyFile], CancellationToken.None);
}
