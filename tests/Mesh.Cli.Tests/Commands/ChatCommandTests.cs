using System.Text.Json.Nodes;
using Mesh.Testing;

namespace Mesh.Cli.Tests.Commands;

public sealed class ChatCommandTests : IAsyncLifetime
{
    private CliMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await CliMesh.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Fact]
    public async Task Chat_IntoAPipe_GivesTheAnswerAloneAndTheLineBesideIt()
    {
        var result = await _mesh.RunAsync("chat", "say", "hello");

        Assert.Equal((0, "Hello there.\n"), (result.Code, result.Output));
        Assert.Matches(@"^-- m @ m-api \| 7 \+ 2 tokens \| \$0\.000011 \| first token [\d.]+ m?s \| total [\d.]+ m?s$", Assert.Single(result.ErrorLines));
        Assert.Equal("say hello", _mesh.Upstream.Requests.Single().Json["messages"]![0]!["content"]!.GetValue<string>());
        Assert.DoesNotContain('\u001b', result.Output + result.Error);
    }

    [Fact]
    public async Task Chat_AtATerminal_GivesTheLineBelowTheAnswer()
    {
        var result = await _mesh.RunAsync(new Cli { IsPerson = true }, "chat", "hello");

        Assert.Equal(2, result.OutputLines.Length);
        Assert.Equal("Hello there.", result.OutputLines[0]);
        Assert.StartsWith("-- m @ m-api", result.OutputLines[1], StringComparison.Ordinal);
        Assert.Empty(result.Error);
    }

    [Theory]
    [InlineData("chat", "-")]
    [InlineData("chat")]
    public async Task Chat_TextOnTheInput_IsAsked(params string[] args)
    {
        var result = await _mesh.RunAsync(new Cli { Input = "line one\nline two" }, args);

        Assert.Equal(0, result.Code);
        Assert.Equal("line one\nline two", _mesh.Upstream.Requests.Single().Json["messages"]![0]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Chat_AsJson_IsOneObjectWithEverything()
    {
        var json = JsonNode.Parse((await _mesh.RunAsync("chat", "hello", "--output", "json")).Output)!;

        Assert.Equal(
            ("Hello there.", "m", "m-api", "auto", "stop", 7, 2, 0.000011, "upstream", 1),
            (Text("text"), Text("model"), Text("endpoint"), Text("route"), Text("finishReason"), json["usage"]!["input"]!.GetValue<int>(), json["usage"]!["output"]!.GetValue<int>(), json["costUsd"]!.GetValue<double>(), json["usage"]!["source"]!.GetValue<string>(), json["attempts"]!.GetValue<int>()));
        Assert.True(json["timeToFirstTokenMs"]!.GetValue<double>() > 0);
        Assert.NotEmpty(Text("decisionId"));

        string Text(string name) => json[name]!.GetValue<string>();
    }

    [Fact]
    public async Task Chat_Options_ReachTheMesh()
    {
        await _mesh.RunAsync("chat", "hello", "--system", "Be kind.", "--model", "m", "--prefer", "cheap");
        var dear = await _mesh.RunAsync("chat", "hello", "--max-cost", "0.000000001");

        Assert.Equal("Be kind.", _mesh.Upstream.Requests.Single().Json["messages"]![0]!["content"]!.GetValue<string>());
        Assert.Equal(1, dear.Code);
        Assert.Contains("m-api", dear.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_Dialogue_RemembersWhatWasSaidUntilNew()
    {
        var result = await _mesh.RunAsync(new Cli { IsPerson = true, Input = "one\n\ntwo\n/new\nthree\n/exit\nfour\n" }, "chat");

        Assert.Equal(0, result.Code);
        Assert.Equal([1, 3, 1], _mesh.Upstream.Requests.Select(r => r.Json["messages"]!.AsArray().Count));
        Assert.Equal("Hello there.", _mesh.Upstream.Requests[1].Json["messages"]![1]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Chat_DialogueMeetsAnError_GoesOnWithoutTheFailedQuestion()
    {
        var asked = 0;
        _mesh.Upstream.Script = r => ++asked == 1 ? UpstreamReply.Json("""{"error":{"message":"no","type":"invalid_request_error"}}""", 400) : ChatReplies.Answer(r, ["fine"]);

        var result = await _mesh.RunAsync(new Cli { IsPerson = true, Input = "one\ntwo\n" }, "chat");

        Assert.Equal(0, result.Code);
        Assert.Contains("mesh: ", result.Error, StringComparison.Ordinal);
        Assert.Equal("two", _mesh.Upstream.Requests[^1].Json["messages"]!.AsArray().Single()!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Chat_ModelSendsOrdersToTheTerminal_TheyAreShownAndNotObeyed()
    {
        _mesh.Upstream.Script = r => ChatReplies.Answer(r, ["[red]a[/]", "\u001b[2J\u0007", "\u009b1m", "b\rc\u202e"]);

        var seen = await _mesh.RunAsync(new Cli { IsPerson = true }, "chat", "hello");
        var piped = await _mesh.RunAsync("chat", "hello");

        Assert.Equal("[red]a[/]␛[2J␇\ufffd1mb␍c\ufffd", seen.OutputLines[0]);
        Assert.Equal("[red]a[/]\u001b[2J\u0007\u009b1mb\rc\u202e\n", piped.Output);
    }

    [Fact]
    public async Task Chat_BreaksOff_KeepsTheTextAndFails()
    {
        _mesh.Upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half an"}""", "null")) with { Ending = UpstreamEnding.Reset };

        var result = await _mesh.RunAsync("chat", "hello");

        Assert.Equal((1, "half an\n"), (result.Code, result.Output));
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "empty", "chat", " ")]
    [InlineData(1, "field model", "chat", "hello", "--model", "nope")]
    [InlineData(2, "--max-cost", "chat", "hello", "--max-cost", "0")]
    [InlineData(2, "--prefer", "chat", "hello", "--prefer", "good")]
    [InlineData(2, "frob", "chat", "hello", "--frob")]
    public async Task Chat_WrongInput_IsToldInALineOrTwo(int code, string named, params string[] args)
    {
        var result = await _mesh.RunAsync(args);

        Assert.Equal(code, result.Code);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.InRange(result.ErrorLines.Length, 1, 2);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Chat_TextThatLooksLikeAnOption_IsAskedBehindALoneDash()
    {
        var result = await new Cli().RunAsync("chat", "--grpc", _mesh.Mesh.GrpcUrl, "--", "--why");

        Assert.Equal(0, result.Code);
        Assert.Equal("--why", _mesh.Upstream.Requests.Single().Json["messages"]![0]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Chat_Cancelled_EndsTheUpstreamCallAndSaysNothing()
    {
        _mesh.Upstream.Script = _ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"a"}""", "null")) with { Ending = UpstreamEnding.Silence };
        using var cancel = new CancellationTokenSource();

        var run = new Cli().RunAsync(["chat", "hello", "--grpc", _mesh.Mesh.GrpcUrl], cancel.Token);
        await Wait.UntilAsync(() => _mesh.Upstream.Started == 1);
        await cancel.CancelAsync();
        var result = await run;

        Assert.Equal((130, ""), (result.Code, result.Error));
        await Wait.UntilAsync(() => _mesh.Upstream.Aborted == 1);
    }
}
