using System.Text.Json.Nodes;
using Mesh.Testing;

namespace Mesh.Cli.Tests.Commands;

/// <summary>What <c>mesh chat</c> shows when an answer breaks off and another endpoint takes over.</summary>
public sealed class ChatTakeOverTests
{
    private const string Said = "half an ";

    [Fact]
    public async Task Restart_AtATerminal_SaysThatWhatStandsAboveIsVoidAndShowsTheNewAnswerWhole()
    {
        await using var mesh = await StartAsync("restart");

        var result = await mesh.RunAsync(new Cli { IsPerson = true }, "chat", "hello", "--model", "r");

        Assert.Equal(0, result.Code);
        Assert.Equal([Said, "-- first broke off (upstream_broken); the answer begins anew, what stands above is void", "whole answer"], result.OutputLines[..^1]);
        Assert.Matches(@"^-- m @ second \| .* \| after first failed", result.OutputLines[^1]);
        Assert.Empty(result.Error);
    }

    [Fact]
    public async Task Restart_IntoAPipe_IsNotTakenUpSinceWhatIsOutCannotBeCalledVoid()
    {
        await using var mesh = await StartAsync("restart");

        var result = await mesh.RunAsync("chat", "hello", "--model", "r");

        Assert.Equal((1, Said + "\n"), (result.Code, result.Output));
        Assert.Contains("interrupted", result.Error, StringComparison.Ordinal);
        Assert.Single(mesh.Upstream.Requests);
    }

    [Fact]
    public async Task Restart_AsJson_HasTheNewAnswerAlone()
    {
        await using var mesh = await StartAsync("restart");

        var json = JsonNode.Parse((await mesh.RunAsync("chat", "hello", "--model", "r", "--output", "json")).Output)!;

        Assert.Equal(("whole answer", "second", "first"), (json["text"]!.GetValue<string>(), json["endpoint"]!.GetValue<string>(), json["fallbackFrom"]![0]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Continue_TheTextGoesOnUncutAndTheRemarkStandsBesideIt(bool atATerminal)
    {
        await using var mesh = await StartAsync("continue");

        var result = await mesh.RunAsync(new Cli { IsPerson = atATerminal }, "chat", "hello", "--model", "r");

        Assert.Equal(0, result.Code);
        Assert.Equal(Said + "whole answer", result.OutputLines[0]);
        Assert.Equal("-- first broke off (upstream_broken); another endpoint goes on", result.ErrorLines[0]);
        Assert.Equal(Said, mesh.Upstream.Requests[^1].Json["messages"]![1]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Continue_AsJson_HasBothParts()
    {
        await using var mesh = await StartAsync("continue");

        var json = JsonNode.Parse((await mesh.RunAsync("chat", "hello", "--model", "r", "--output", "json")).Output)!;

        Assert.Equal(Said + "whole answer", json["text"]!.GetValue<string>());
    }

    // Both endpoints are one upstream's: it tells them apart by the model that they ask for.
    private static Task<CliMesh> StartAsync(string onInterruption) => CliMesh.StartAsync(
        r => r.Json["model"]!.GetValue<string>() == "up-1"
            ? UpstreamReply.Events(ChatReplies.Chunk($$"""{"content":"{{Said}}"}""", "null")) with { Ending = UpstreamEnding.Reset }
            : ChatReplies.Answer(r, ["whole ", "answer"]),
        url => $$"""
            providers:
              fake: { kind: openai-compatible, baseUrl: "{{url}}" }
            models:
              m: { capabilities: [text, prefix], price: { in: 1, out: 2 } }
            endpoints:
              first:  { provider: fake, model: m, upstreamModel: up-1, priority: 1 }
              second: { provider: fake, model: m, upstreamModel: up-2, priority: 2 }
            routes:
              r: { balance: priority, candidates: [m], onInterruption: {{onInterruption}} }
            """);
}
