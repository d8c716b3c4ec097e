using System.Text.Json.Nodes;

namespace Mesh.Cli.Tests.Commands;

public sealed class TaskCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private CliMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CliMesh.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Submit_GivesTheIdAlone_AndWatchTheAnswer()
    {
        var submitted = await _mesh.RunAsync("tasks", "submit", "say", "hello", "--plan", _folder.File("plan.yaml", "fallback: [{ model: m }]"), "--title", "greeting", "--timeout", "2h");
        var id = submitted.Output.Trim();
        var watched = await _mesh.RunAsync("tasks", "watch", id);

        Assert.Equal(0, submitted.Code);
        Assert.Equal((0, "Hello there.\n"), (watched.Code, watched.Output));
        Assert.Contains(watched.ErrorLines, l => l.Contains("fallback[0] done by m", StringComparison.Ordinal));
        Assert.EndsWith(" done", watched.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_TellsStateTreeAndAnswer_AndListHasIt()
    {
        var id = (await _mesh.RunAsync("tasks", "submit", "say", "hello", "-m", "m", "--title", "greeting")).Output.Trim();
        await _mesh.RunAsync("tasks", "watch", id);
        var shown = await _mesh.RunAsync("tasks", "show", id);

        // The list hears of its end behind those who watch it.
        var listed = await _mesh.RunAsync("tasks", "list", "--state", "done");
        for (var i = 0; i < 600 && !listed.Output.Contains(id, StringComparison.Ordinal); i++)
        {
            await Task.Delay(50);
            listed = await _mesh.RunAsync("tasks", "list", "--state", "done");
        }

        var none = await _mesh.RunAsync("tasks", "list", "--state", "failed");

        Assert.Contains("state: done", shown.OutputLines);
        Assert.Contains(shown.OutputLines, l => l.StartsWith("single | done", StringComparison.Ordinal));
        Assert.Equal("Hello there.", shown.OutputLines[^1]);
        Assert.Contains(listed.OutputLines, l => l.Contains(id, StringComparison.Ordinal) && l.Contains("greeting", StringComparison.Ordinal));
        Assert.DoesNotContain(none.OutputLines, l => l.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancel_AndDelete_TellIt()
    {
        var id = (await _mesh.RunAsync("tasks", "submit", "hello", "-m", "m")).Output.Trim();
        await _mesh.RunAsync("tasks", "watch", id);
        var cancelled = await _mesh.RunAsync("tasks", "cancel", id, "--output", "json");
        var deleted = await _mesh.RunAsync("tasks", "delete", id);
        var gone = await _mesh.RunAsync("tasks", "show", id);

        Assert.Equal("done", JsonNode.Parse(cancelled.Output)!["state"]!.GetValue<string>());
        Assert.Equal(0, deleted.Code);
        Assert.Equal(1, gone.Code);
        Assert.Contains(id, gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WithATimeThatIsNone_IsTold()
    {
        var result = await _mesh.RunAsync("tasks", "submit", "hello", "--timeout", "soon");

        Assert.Equal(2, result.Code);
        Assert.Contains("--timeout", result.Error, StringComparison.Ordinal);
    }
}
