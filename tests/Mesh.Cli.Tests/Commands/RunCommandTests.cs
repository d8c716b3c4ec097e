using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Testing;

namespace Mesh.Cli.Tests.Commands;

public sealed class RunCommandTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private CliMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CliMesh.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_IntoAPipe_GivesTheAnswerAloneAndTheTreeBesideIt()
    {
        var result = await _mesh.RunAsync("run", Plan("fallback: [{ model: m, label: first }]"), "say", "hello", "--show-tree");

        Assert.Equal((0, "Hello there.\n"), (result.Code, result.Output));
        Assert.StartsWith("fallback | done", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("fallback[0]: single 'first' | done", result.ErrorLines[1], StringComparison.Ordinal);
        Assert.Contains("m @ m-api", result.ErrorLines[1], StringComparison.Ordinal);
        Assert.Equal("say hello", _mesh.Upstream.Requests.Single().Json["messages"]![0]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Run_AtATerminal_ShowsTheTreeWithStateModelCostAndTimeAboveTheAnswer()
    {
        var result = await _mesh.RunAsync(new Cli { IsPerson = true }, "run", Plan("fallback: [{ model: m }]"), "hello", "--show-tree");

        Assert.Equal(0, result.Code);
        var seen = Regex.Replace(result.Output, @"\u001b\[[\d;?]*[A-Za-z]", "");
        Assert.Matches(@"done fallback\[0\]: single  m  \$0\.000011  [\d.]+ m?s", seen);
        Assert.Contains("Hello there.", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AsJson_IsOneObjectWithTheTree()
    {
        var json = JsonNode.Parse((await _mesh.RunAsync("run", Plan("fallback: [{ model: m }]"), "hello", "--output", "json")).Output)!;

        Assert.Equal(("Hello there.", "m", "fallback", "done"), (json["text"]!.GetValue<string>(), json["model"]!.GetValue<string>(), json["plan"]!["kind"]!.GetValue<string>(), json["plan"]!["nodes"]![0]!["state"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Run_WithAPicture_SendsItWithTheText()
    {
        var picture = _folder.File("dot.png");
        await File.WriteAllBytesAsync(picture, [1, 2, 3]);

        var result = await _mesh.RunAsync("run", Plan("model: m"), "hello", "--image", picture);

        // The model of this mesh takes none, which the mesh says.
        Assert.Equal(1, result.Code);
        Assert.Contains("image", result.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("fallbac: [{ model: m }]", "fallback")]
    [InlineData("model: ghost", "ghost")]
    public async Task Run_PlanWithAMistake_TellsIt(string plan, string told)
    {
        var result = await _mesh.RunAsync("run", Plan(plan), "hello");

        Assert.Equal(1, result.Code);
        Assert.Contains(told, result.Error, StringComparison.Ordinal);
        Assert.Empty(_mesh.Upstream.Requests);
    }

    [Fact]
    public async Task Run_FileThatIsNotThere_IsTold()
    {
        var result = await _mesh.RunAsync("run", "nowhere.yaml", "hello");

        Assert.Equal(1, result.Code);
        Assert.Contains("There is no file 'nowhere.yaml'", result.Error, StringComparison.Ordinal);
    }

    private string Plan(string text) => _folder.File("plan.yaml", text);
}
