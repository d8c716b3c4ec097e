using System.Text.Json.Nodes;
using Mesh.Testing;

namespace Mesh.Cli.Tests.Commands;

public sealed class ReviewCommandsTests : IAsyncLifetime
{
    private CliMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CliMesh.StartAsync(
        r => ChatReplies.Answer(r, ["Hello ", "there."]),
        url => CliMesh.Catalog(url) + "\n  handed: { plan: { escalate: { of: { model: m }, wait: handle, queue: law, reason: \"On {{route}}\" } } }\n");

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task List_Show_AndAnswer_ShowWhatWaitsAndWhatBecameOfIt()
    {
        var id = await HandedAsync();

        var listed = await _mesh.RunAsync("reviews", "list", "--queue", "law");
        var shown = await _mesh.RunAsync("reviews", "show", id);
        var answered = await _mesh.RunAsync("reviews", "answer", id, "Hello", "you.", "--request-id", "a");

        Assert.Contains(id, listed.OutputLines[1], StringComparison.Ordinal);
        Assert.Contains("pending", listed.OutputLines[1], StringComparison.Ordinal);
        Assert.Contains("reason: On handed", shown.OutputLines);
        Assert.Equal(["question:", "say hello", "draft of m:", "Hello there."], shown.OutputLines.SkipWhile(l => l != "question:"));
        Assert.Equal((0, "Hello you."), (answered.Code, answered.OutputLines[^1]));
        Assert.Contains("from the draft: 0.50", answered.OutputLines);
        Assert.Single((await _mesh.RunAsync("reviews", "list")).OutputLines);
        Assert.Contains("answered", (await _mesh.RunAsync("reviews", "list", "--state", "all")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WithTheDraft_TakesItAsItIs()
    {
        var json = JsonNode.Parse((await _mesh.RunAsync("reviews", "answer", await HandedAsync(), "--draft", "--output", "json")).Output)!;

        Assert.Equal(("answered", "Hello there.", 0), (json["state"]!.GetValue<string>(), json["answer"]!.GetValue<string>(), json["distance"]!.GetValue<double>()));
    }

    [Fact]
    public async Task Answer_OfWhatIsOver_IsRefused()
    {
        var id = await HandedAsync();
        await _mesh.RunAsync("reviews", "answer", id, "yes");

        var second = await _mesh.RunAsync("reviews", "answer", id, "no");

        Assert.Equal(1, second.Code);
        Assert.Contains("is over: answered", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_ToAModel_GivesItsAnswer()
    {
        var sent = JsonNode.Parse((await _mesh.RunAsync("reviews", "send", await HandedAsync(), "m", "--output", "json")).Output)!;

        Assert.Equal(("sent", "Hello there.", "m"), (sent["state"]!.GetValue<string>(), sent["answer"]!.GetValue<string>(), sent["model"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Reject_WithAReason_EndsIt()
    {
        var rejected = await _mesh.RunAsync("reviews", "reject", await HandedAsync(), "--reason", "not ours");

        Assert.Equal(0, rejected.Code);
        Assert.Contains("rejected: not ours", rejected.OutputLines);
    }

    [Theory]
    [InlineData("show no-id")]
    [InlineData("answer rv_01234567890123456789 yes")]
    public async Task Review_ThatIsNotThere_IsTold(string command)
    {
        var result = await _mesh.RunAsync(["reviews", .. command.Split(' ')]);

        Assert.Equal(1, result.Code);
        Assert.Contains("review", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WithATextAndTheDraft_IsAMistakeOfTheCommandLine() =>
        Assert.Equal(2, (await _mesh.RunAsync("reviews", "answer", "rv_01234567890123456789", "yes", "--draft")).Code);

    private async Task<string> HandedAsync()
    {
        var said = await _mesh.RunAsync("chat", "--model", "handed", "say", "hello");
        return said.Output.Trim().Split(' ')[^1].TrimEnd('.');
    }
}
