using System.Text.Json.Nodes;
using Mesh.Testing;

namespace Mesh.Cli.Tests.Commands;

public sealed class ConversationCommandsTests : IAsyncLifetime
{
    private CliMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _mesh = await CliMesh.StartAsync();
        await RunAsync("new", "--id", "c", "--title", "first", "--instructions", "Be kind.", "--pin", "it is Ada");
    }

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task New_WritesTheIdAlone()
    {
        var given = await RunAsync("new", "--id", "other");
        var own = await RunAsync("new");

        Assert.Equal((0, "other\n"), (given.Code, given.Output));
        Assert.Matches("^[0-9a-f]{32}\n$", own.Output);
    }

    [Fact]
    public async Task Send_IntoAPipe_GivesTheAnswerAloneAndTellsTheModelWhatWasSaid()
    {
        await RunAsync("send", "c", "one");
        var result = await RunAsync("send", "c", "two", "words");

        Assert.Equal((0, "Hello there.\n"), (result.Code, result.Output));
        Assert.StartsWith("-- m @ m-api | 7 + 2 tokens", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["Be kind.\n\nKeep in mind:\n- it is Ada", "one", "Hello there.", "two words"], _mesh.Upstream.Requests[^1].Json["messages"]!.AsArray().Select(m => m!["content"]!.ToString()));
    }

    [Fact]
    public async Task Send_TheSameTurnAgain_IsToldAgain()
    {
        await RunAsync("send", "c", "one", "--turn-id", "t");

        var again = await RunAsync("send", "c", "one", "--turn-id", "t");
        var other = await RunAsync("send", "c", "other", "--turn-id", "t");

        Assert.Equal((0, "Hello there.\n", 1), (again.Code, again.Output, _mesh.Upstream.Requests.Count));
        Assert.Equal(1, other.Code);
        Assert.Contains("turn_id_reused", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AtATerminalWithoutAText_AsksOnAndOn()
    {
        var result = await _mesh.RunAsync(new Cli { IsPerson = true, Input = "one\ntwo\n/exit\n" }, "conversations", "send", "c");

        Assert.Equal(0, result.Code);
        Assert.Equal([2, 4], _mesh.Upstream.Requests.Select(r => r.Json["messages"]!.AsArray().Count));
        Assert.DoesNotContain("/new", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AnswerBreaksOff_SaysHowToTakeItUp()
    {
        _mesh.Upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Reset };

        var result = await RunAsync("send", "c", "hello", "--turn-id", "t");
        var resumed = await RunAsync("resume", "c", "t");

        Assert.Equal((1, ""), (result.Code, result.Output));
        Assert.Contains("mesh conversations resume c t", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, resumed.Code);
        Assert.Contains("interrupted", resumed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_OfATurnThatIsKept_GivesItsAnswer()
    {
        await RunAsync("send", "c", "one", "--turn-id", "t");

        Assert.Equal((0, "Hello there.\n"), ((await RunAsync("resume", "c", "t")).Code, (await RunAsync("resume", "c", "t")).Output));
        var json = JsonNode.Parse((await RunAsync("resume", "c", "t", "--output", "json")).Output)!;
        Assert.Equal(("Hello there.", "t", "committed"), (json["text"]!.ToString(), json["turn"]!["id"]!.ToString(), json["turn"]!["state"]!.ToString()));
    }

    [Fact]
    public async Task Cancel_EndsADetachedTurn()
    {
        _mesh.Upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Silence };
        var send = RunAsync("send", "c", "hello", "--turn-id", "t", "--detached");
        await Wait.UntilAsync(() => _mesh.Upstream.Started == 1);

        var result = await RunAsync("cancel", "c", "t");

        Assert.Equal((0, "Turn t is cancelled.\n"), (result.Code, result.Output));
        Assert.Contains("turn_cancelled", (await send).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListAndShow_TellWhatIsThere()
    {
        await RunAsync("send", "c", "one", "--turn-id", "t");

        var list = await RunAsync("list");
        var show = await RunAsync("show", "c");
        var json = JsonNode.Parse((await RunAsync("show", "c", "--output", "json")).Output)!;

        Assert.Matches(@"^c\s+first\s+1\s", list.OutputLines[1]);
        Assert.Contains("instructions: Be kind.", show.OutputLines);
        Assert.Matches(@"^1\s+t\s+committed\s+one\s+Hello there\.\s+m\s", show.OutputLines[^1]);
        Assert.Equal(("it is Ada", "one"), (json["conversation"]!["pinnedFacts"]![0]!.ToString(), json["turns"]![0]!["said"]!.ToString()));
    }

    [Fact]
    public async Task ForkExportAndDelete_DoSo()
    {
        await RunAsync("send", "c", "one", "--turn-id", "t");

        var fork = await RunAsync("fork", "c", "--new-id", "copy");
        var export = await RunAsync("export", "copy");
        var delete = await RunAsync("delete", "c");
        var gone = await RunAsync("show", "c");

        Assert.Equal("copy\n", fork.Output);
        Assert.Equal(["copy", "t"], [JsonNode.Parse(export.OutputLines[0])!["id"]!.ToString(), JsonNode.Parse(export.OutputLines[1])!["turnId"]!.ToString()]);
        Assert.Equal("Conversation c and its 1 turns are deleted.\n", delete.Output);
        Assert.Equal(1, gone.Code);
        Assert.Contains("conversation_not_found", gone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--metadata", "list", "--metadata", "nonsense")]
    [InlineData("--count", "list", "--count", "0")]
    [InlineData("TURN", "resume", "c", "--help")]
    public async Task Command_WrongOptionOrHelp_NamesIt(string named, params string[] args)
    {
        var result = await RunAsync(args);

        Assert.Contains(named, result.Output + result.Error, StringComparison.Ordinal);
    }

    private Task<CliResult> RunAsync(params string[] args) => _mesh.RunAsync(["conversations", .. args]);
}
