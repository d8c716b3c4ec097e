using System.Text.Json.Nodes;
using Mesh.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Silo.Tests.Api.OpenAI;

/// <summary>Streams that break off after their first content: told once and plainly, or taken over where route and caller agree on it.</summary>
public sealed class InterruptionTests
{
    [Theory]
    [InlineData(UpstreamEnding.Reset)]
    [InlineData(UpstreamEnding.Complete)]
    public async Task Stream_CutAtEveryEvent_IsFlaggedOnceAndNothingIsSplicedOrRepeated(UpstreamEnding ending)
    {
        await using var mesh = await TwoUpstreams.StartAsync("stop");

        // A clean end after the finish reason is a whole answer without its marker.
        for (var events = 2; events <= (ending == UpstreamEnding.Reset ? 7 : 6); events++)
        {
            await mesh.AnswerWellAsync();
            mesh.First.Script = _ => TwoUpstreams.Cut(events, ending);

            var told = await mesh.StreamAsync("reset, splice");

            Assert.Equal(TwoUpstreams.Text(events), TwoUpstreams.TextOf(told));
            var error = Error(told[^1]);
            Assert.Equal(("interrupted", "answer_broken", "upstream"), (error["mesh_code"]!.GetValue<string>(), error["code"]!.GetValue<string>(), error["source"]!.GetValue<string>()));
            Assert.Equal(events, told.Count - 1);
            Assert.DoesNotContain(told, e => e.Data == "[DONE]");
            var soFar = error["interruption"]!;
            Assert.Equal(("first", 1, events, false), (soFar["endpoint"]!.GetValue<string>(), soFar["attempt"]!.GetValue<int>(), soFar["delivered_frames"]!.GetValue<int>(), soFar["kept"]!.GetValue<bool>()));
            Assert.NotEqual("", soFar["decision_id"]!.GetValue<string>());
            Assert.InRange(soFar["usage"]!["completion_tokens"]!.GetValue<int>(), events - 1, events);
        }

        Assert.Equal(0, mesh.Second.Started);
    }

    [Fact]
    public async Task Stream_ErrorInTheSamePieceAsContent_IsAnEventBehindTheContent()
    {
        await using var mesh = await TwoUpstreams.StartAsync("stop");
        mesh.First.Script = _ => UpstreamReply.Events(string.Concat(TwoUpstreams.Whole().Take(3)) + "data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\"}}\n\n");

        var told = await mesh.StreamAsync();

        Assert.Equal(TwoUpstreams.Text(3), TwoUpstreams.TextOf(told));
        Assert.Equal("answer_broken", Error(told[^1])["code"]!.GetValue<string>());
    }

    // In two halves, since the retry budget pays for three moves in 10 s at this rate.
    [Theory]
    [InlineData(2, 4)]
    [InlineData(5, 6)]
    public async Task Restart_CutAtEveryEvent_ResetsOnceAndEndsWhole(int from, int to)
    {
        await using var mesh = await TwoUpstreams.StartAsync("restart");
        for (var events = from; events <= to; events++)
        {
            await mesh.AnswerWellAsync();
            mesh.First.Script = _ => TwoUpstreams.Cut(events);

            var told = await mesh.StreamAsync("reset");

            var reset = told.Index().Single(e => e.Item.Event.Length > 0);
            Assert.Equal(("mesh.reset", events), (reset.Item.Event, reset.Index));
            var said = JsonNode.Parse(reset.Item.Data)!;
            Assert.Equal(("upstream_broken", "first", "second", 2), (said["reason"]!.GetValue<string>(), said["from_endpoint"]!.GetValue<string>(), said["endpoint"]!.GetValue<string>(), said["attempt"]!.GetValue<int>()));
            Assert.Equal(TwoUpstreams.Text(events), TwoUpstreams.TextOf(told.Take(reset.Index)));
            Assert.Equal("b0 b1 b2", TwoUpstreams.TextOf(told.Skip(reset.Index)));
            Assert.Equal("[DONE]", told[^1].Data);
        }
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(", preset: vllm", true)]
    public async Task Continue_BreaksOff_SplicesOnceAndTheOtherGetsTheTextAsItsOwnBeginning(string preset, bool told)
    {
        await using var mesh = await TwoUpstreams.StartAsync("continue", preset: preset);
        mesh.First.Script = _ => TwoUpstreams.Cut(4);

        var events = await mesh.StreamAsync("splice, something-newer", ",\"max_tokens\":50,\"x_vendor\":1");

        Assert.Equal("a0 a1 a2 b0 b1 b2", TwoUpstreams.TextOf(events));
        var splice = JsonNode.Parse(events.Single(e => e.Event == "mesh.splice").Data)!;
        Assert.Equal(("first", "second", 9), (splice["from_endpoint"]!.GetValue<string>(), splice["endpoint"]!.GetValue<string>(), splice["offset"]!.GetValue<int>()));
        Assert.Equal("[DONE]", events[^1].Data);
        var sent = mesh.Second.Requests[0].Json;
        Assert.Equal(("assistant", "a0 a1 a2 "), (sent["messages"]![1]!["role"]!.GetValue<string>(), sent["messages"]![1]!["content"]!.GetValue<string>()));
        Assert.Equal(2, sent["messages"]!.AsArray().Count);
        Assert.Equal(1, sent["x_vendor"]!.GetValue<int>());
        Assert.InRange((sent["max_tokens"] ?? sent["max_completion_tokens"])!.GetValue<int>(), 44, 48);
        Assert.Equal(told, sent["continue_final_message"]?.GetValue<bool>() ?? false);
        Assert.Equal(told, sent["add_generation_prompt"] is { } prompt && !prompt.GetValue<bool>());
    }

    [Theory]
    [InlineData("restart", "")]
    [InlineData("restart", "splice")]
    [InlineData("continue", "reset")]
    public async Task TakeOver_NotAccepted_IsAnInterruption(string route, string accepts)
    {
        await using var mesh = await TwoUpstreams.StartAsync(route);
        mesh.First.Script = _ => TwoUpstreams.Cut(3);

        var told = await mesh.StreamAsync(accepts);

        Assert.Equal("answer_broken", Error(told[^1])["code"]!.GetValue<string>());
        Assert.DoesNotContain(told, e => e.Event.Length > 0);
        Assert.Equal(0, mesh.Second.Started);
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("continue")]
    public async Task TakeOver_InsideAToolCall_IsAnInterruption(string route)
    {
        await using var mesh = await TwoUpstreams.StartAsync(route);
        mesh.First.Script = _ => UpstreamReply.Events(
            ChatReplies.Chunk("""{"content":"Let me see. "}""", "null"),
            ChatReplies.Chunk("""{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{"}}]}""", "null")) with
        { Ending = UpstreamEnding.Reset };

        var told = await mesh.StreamAsync("reset, splice", ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");

        Assert.Contains("a tool call had begun", Error(told[^1])["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0, mesh.Second.Started);
    }

    [Fact]
    public async Task TakeOver_OfStructuredOutput_IsAnInterruption()
    {
        await using var mesh = await TwoUpstreams.StartAsync("restart");
        mesh.First.Script = _ => TwoUpstreams.Cut(3);

        var told = await mesh.StreamAsync("reset", ",\"response_format\":{\"type\":\"json_object\"}");

        Assert.Contains("held to a form", Error(told[^1])["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0, mesh.Second.Started);
    }

    [Fact]
    public async Task Stream_DeadlinePassesInItsMiddle_EndsInTimeWithItsOwnErrorAndTellsHowFarItGot()
    {
        var time = new FakeTimeProvider();
        await using var mesh = await TwoUpstreams.StartAsync("restart", route: ", deadline: 10s", time: time);
        mesh.First.Script = _ => TwoUpstreams.Cut(3, UpstreamEnding.Silence);

        var told = await mesh.StreamAsync("reset", begun: () => Task.Run(() => time.Advance(TimeSpan.FromSeconds(10))));

        var error = Error(told[^1]);
        Assert.Equal(("deadline_exceeded", 3), (error["mesh_code"]!.GetValue<string>(), error["interruption"]!["delivered_frames"]!.GetValue<int>()));
        Assert.DoesNotContain(told, e => e.Event.Length > 0);
        await Waiting.UntilAsync(() => mesh.First.Aborted == 1);
    }

    [Fact]
    public async Task Stream_SilentBetweenFrames_IsCutByTheWatchdogAndTakenOver()
    {
        var time = new FakeTimeProvider();
        await using var mesh = await TwoUpstreams.StartAsync("restart", more: ", timeouts: { betweenFrames: 10s }", time: time);
        mesh.First.Script = _ => TwoUpstreams.Cut(3, UpstreamEnding.Silence);

        var told = await mesh.StreamAsync("reset", begun: () => mesh.UntilSecondAsync(time, TimeSpan.FromSeconds(10)));

        Assert.Equal("upstream_silent", JsonNode.Parse(told.Single(e => e.Event == "mesh.reset").Data)!["reason"]!.GetValue<string>());
        Assert.Equal("[DONE]", told[^1].Data);
        await Waiting.UntilAsync(() => mesh.First.Aborted == 1);
    }

    [Fact]
    public async Task Stream_SilentBeforeContent_MovesOnUnseen()
    {
        var time = new FakeTimeProvider();
        await using var mesh = await TwoUpstreams.StartAsync("stop", more: ", timeouts: { firstFrame: 5s }", time: time);
        mesh.First.Script = _ => TwoUpstreams.Cut(1, UpstreamEnding.Silence);

        var telling = mesh.StreamAsync();
        await Waiting.UntilAsync(() => mesh.First.Started == 1);
        await mesh.UntilSecondAsync(time, TimeSpan.FromSeconds(5));
        var told = await telling;

        Assert.Equal("b0 b1 b2", TwoUpstreams.TextOf(told));
        await Waiting.UntilAsync(() => mesh.First.Aborted == 1);
    }

    [Fact]
    public async Task Stream_LargerThanItMayBe_IsCut()
    {
        await using var mesh = await TwoUpstreams.StartAsync("restart", more: ", maxAnswerBytes: 4096");
        mesh.First.Script = _ => UpstreamReply.Events(Enumerable.Repeat(ChatReplies.Chunk("""{"content":"more and more"}""", "null"), 200));

        var told = await mesh.StreamAsync("reset");

        Assert.Contains("longer than the endpoint allows", Error(told[^1])["message"]!.GetValue<string>(), StringComparison.Ordinal);

        // What comes together with what is too much is not told: on a busy machine that is nearly all.
        Assert.InRange(told.Count, 2, 40);
    }

    [Fact]
    public async Task Accepts_LongerThanAnyList_IsRefused()
    {
        await using var mesh = await TwoUpstreams.StartAsync("restart");

        using var response = await mesh.Mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("r", ",\"stream\":true")), ("x-mesh-accepts", new string('x', 300)));

        await response.RefusedAsync(System.Net.HttpStatusCode.BadRequest, "invalid_value", "x-mesh-accepts");
    }

    private static JsonNode Error((string Event, string Data) told) => JsonNode.Parse(told.Data)!["error"]!;
}
