using System.Text.Json.Nodes;
using Mesh.Load;
using Mesh.Testing;
using Mesh.Testing.Programs;

namespace Mesh.Silo.Tests.Sdk;

/// <summary>The unmodified OpenAI SDK for JavaScript.</summary>
public sealed class NodeSdkTests
{
    [NpmFact]
    public async Task FirstRun_NothingConfigured_AnswersStreamsEmbedsAndLists()
    {
        await using var mesh = await RunningMesh.StartAsync();

        var streamed = await RunAsync(mesh, "streamed");
        var unary = await RunAsync(mesh, "unary");
        var embeddings = await RunAsync(mesh, "embeddings", "vision");
        var models = await RunAsync(mesh, "models");

        Assert.StartsWith("[simulated:", Text(streamed["text"]), StringComparison.Ordinal);
        Assert.Equal("stop", Text(streamed["finish"]));
        Assert.Equal(streamed["pieces"]!.GetValue<int>(), streamed["usage"]!["completion_tokens"]!.GetValue<int>());
        Assert.StartsWith("[simulated:", Text(unary["text"]), StringComparison.Ordinal);
        Assert.Equal(32, Text(unary["requestId"]).Length);
        Assert.Equal((2, 64, true), (embeddings["vectors"]!.GetValue<int>(), embeddings["dimensions"]!.GetValue<int>(), embeddings["numbers"]!.GetValue<bool>()));
        Assert.Equal(["auto", "large", "small", "vision"], models["ids"]!.AsArray().Select(Text).Order());
        Assert.Equal(Text(models["ids"]![0]), Text(models["one"]));
    }

    [NpmFact]
    public async Task Tools_ACallInPieces_IsPutTogether()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(
            ChatReplies.Chunk("""{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"add","arguments":""}}]}""", "null"),
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}""", "null"),
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}""", "null"),
            ChatReplies.Chunk("{}", "\"tool_calls\""),
            "data: [DONE]\n\n"));
        await using var mesh = await StartAsync(upstream);

        var call = await RunAsync(mesh, "tools");

        Assert.Equal(("add", "{\"a\":1}", "call_1"), (Text(call["name"]), Text(call["arguments"]), Text(call["id"])));
        Assert.Equal("add", upstream.Requests[0].Json["tools"]![0]!["function"]!["name"]!.GetValue<string>());
    }

    [NpmFact]
    public async Task Failure_UnknownModel_IsNotFoundErrorAndAskedOnce()
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        await using var mesh = await StartAsync(upstream);

        var error = await RunAsync(mesh, "failure", "nobody");

        Assert.Equal(("NotFoundError", 404, "model_not_found", "model"), (Text(error["class"]), error["status"]!.GetValue<int>(), Text(error["code"]), Text(error["param"])));
        Assert.Equal(32, Text(error["requestId"]).Length);
    }

    [NpmFact]
    public async Task Failure_RetryCannotHelp_IsNotRetried()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}", 401));
        await using var mesh = await StartAsync(upstream);

        var error = await RunAsync(mesh, "failure", "auto");

        Assert.Equal(("InternalServerError", 502, "upstream_credentials"), (Text(error["class"]), error["status"]!.GetValue<int>(), Text(error["code"])));
        Assert.Equal(1, upstream.Started);
    }

    [NpmFact]
    public async Task Failure_RetryMayHelp_IsRetriedTwiceBySdk()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}", 500));
        await using var mesh = await StartAsync(upstream);

        var error = await RunAsync(mesh, "failure", "auto");

        Assert.Equal(("InternalServerError", 502, "upstream_error"), (Text(error["class"]), error["status"]!.GetValue<int>(), Text(error["code"])));
        Assert.Equal(3, upstream.Started);
    }

    [NpmFact]
    public async Task Stream_BreaksOff_IsAnErrorAfterItsText()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Reset });
        await using var mesh = await StartAsync(upstream);

        var broken = await RunAsync(mesh, "brokenStream");

        Assert.Equal(("half", true, "answer_broken"), (Text(broken["text"]), broken["isApiError"]!.GetValue<bool>(), Text(broken["code"])));
    }

    [NpmFact]
    public async Task Responses_FollowedStreamedAndTakenUp_AreWhatTheSdkExpects()
    {
        await using var upstream = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["Grüße", " aus", " 東京"]));
        await using var mesh = await StartAsync(upstream);

        var told = await RunAsync(mesh, "responses");
        var parts = await RunAsync(mesh, "responseInParts");

        Assert.Equal(("Grüße aus 東京", "Grüße aus 東京", "Grüße aus 東京", true), (Text(told["first"]), Text(told["text"]), Text(told["kept"]), told["previous"]!.GetValue<bool>()));
        Assert.Equal("response.created", Text(told["types"]![0]));
        Assert.Equal(told["types"]!.AsArray().Skip(5).Select(Text), told["rest"]!.AsArray().Select(Text));
        Assert.Equal((7, 3), (told["usage"]!["input_tokens"]!.GetValue<int>(), told["usage"]!["output_tokens"]!.GetValue<int>()));
        Assert.Equal(["one", "Grüße aus 東京", "two"], upstream.Requests[1].Json["messages"]!.AsArray().Select(m => Text(m!["content"])));
        Assert.Equal(("Grüße aus 東京", "completed"), (Text(parts["text"]), Text(parts["status"])));
    }

    [NpmFact]
    public async Task Responses_InTheBackground_AreFetchedCancelledAndDeleted()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(ChatReplies.Chunk("""{"content":"half"}""", "null")) with { Ending = UpstreamEnding.Silence });
        await using var mesh = await StartAsync(upstream);

        var told = await RunAsync(mesh, "background");

        Assert.Equal(("in_progress", "in_progress", "cancelled"), (Text(told["begun"]), Text(told["now"]), Text(told["cancelled"])));
        Assert.Equal(("NotFoundError", 404), (Text(told["class"]), told["status"]!.GetValue<int>()));
    }

    private static Task<RunningMesh> StartAsync(FakeUpstream upstream) =>
        RunningMesh.StartAsync(RunningMesh.Catalog(upstream.Url, "routes:\n  auto: { candidates: [m] }"));

    private static async Task<JsonNode> RunAsync(RunningMesh mesh, params string[] arguments)
    {
        var (code, output) = await NpmTools.RunAsync("openai-sdk.mjs", [mesh.Settings.Http + "/v1", .. arguments]);
        Assert.True(code == 0, output);
        return JsonNode.Parse(output)!;
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
