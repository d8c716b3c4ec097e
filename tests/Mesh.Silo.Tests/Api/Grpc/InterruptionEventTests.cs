using Grpc.Core;
using Mesh.Testing;
using Microsoft.Extensions.Time.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

/// <summary>The same at the gRPC door, in its own events.</summary>
public sealed class InterruptionEventTests
{
    [Fact]
    public async Task Stream_CutAtEveryEvent_IsInterruptedOnceAndSaysHowFarItGot()
    {
        await using var mesh = await TwoUpstreams.StartAsync("stop");
        await using var caller = GrpcCaller.Open(mesh.Mesh);
        for (var cut = 2; cut <= 7; cut++)
        {
            await mesh.AnswerWellAsync();
            mesh.First.Script = _ => TwoUpstreams.Cut(cut);

            var (events, fault) = await AskAsync(caller, V1.Signal.Reset, V1.Signal.Splice);

            Assert.Equal(TwoUpstreams.Text(cut), Text(events));
            var interrupted = Assert.Single(events, e => e.Interrupted is not null).Interrupted;
            Assert.Same(events[^1].Interrupted, interrupted);
            Assert.Equal(("interrupted", "answer_broken", "first", 1), (interrupted.Code, interrupted.Reason, interrupted.Endpoint, interrupted.Attempt));
            Assert.Equal((cut, (long)TwoUpstreams.Text(cut).Length, false), (interrupted.DeliveredFrames, interrupted.DeliveredCharacters, interrupted.Kept));
            Assert.True(interrupted.CostUsd > 0);
            Assert.Equal(events[0].Start.DecisionId, interrupted.DecisionId);
            Assert.Equal(StatusCode.Unavailable, fault!.StatusCode);
            var info = GrpcCaller.Info(fault);
            Assert.Equal(("interrupted", "first", $"{cut}", $"{TwoUpstreams.Text(cut).Length}", "false"), (info.Metadata["code"], info.Metadata["endpoint"], info.Metadata["delivered_frames"], info.Metadata["delivered_characters"], info.Metadata["kept"]));
        }

        Assert.Equal(0, mesh.Second.Started);
    }

    [Fact]
    public async Task Restart_BreaksOff_ResetsAtANewAttemptAndAccountsBoth()
    {
        await using var mesh = await TwoUpstreams.StartAsync("restart");
        await using var caller = GrpcCaller.Open(mesh.Mesh);
        mesh.First.Script = _ => TwoUpstreams.Cut(4);

        var (events, fault) = await AskAsync(caller, V1.Signal.Reset);

        Assert.Null(fault);
        var at = events.Index().Single(e => e.Item.Reset is not null);
        Assert.Equal(("first", "upstream_broken", 2, 0L), (at.Item.Reset.FromEndpoint, at.Item.Reset.Reason, at.Item.Position.Attempt, at.Item.Position.Seq));
        Assert.Equal(("second", 2, 1L), (events[at.Index + 1].Start.Endpoint, events[at.Index + 1].Position.Attempt, events[at.Index + 1].Position.Seq));
        Assert.Equal(("a0 a1 a2 ", "b0 b1 b2"), (Text(events.Take(at.Index)), Text(events.Skip(at.Index))));
        Assert.Equal(Enumerable.Range(0, events.Count - at.Index).Select(i => (2, (long)i)), events.Skip(at.Index).Select(e => (e.Position.Attempt, e.Position.Seq)));
        var outcome = events[^1].Done.Outcome;
        Assert.Equal(("second", 2, "first"), (outcome.Endpoint, outcome.Attempts, Assert.Single(outcome.FallbackFrom)));
        var failed = Assert.Single(outcome.FailedAttempts);
        Assert.Equal(("first", "upstream_broken", true), (failed.Endpoint, failed.Reason, failed.Delivered));
        Assert.Equal(7 + failed.Usage.InputTokens, outcome.Usage.InputTokens);
        Assert.Equal(3 + failed.Usage.OutputTokens, outcome.Usage.OutputTokens);
        Assert.Equal(((7 * 1) + (3 * 2)) / 1e6 + failed.CostUsd, outcome.CostUsd, 12);
        Assert.True(failed.CostUsd > 0);
    }

    [Fact]
    public async Task Continue_BreaksOff_SplicesAtItsOffset()
    {
        await using var mesh = await TwoUpstreams.StartAsync("continue");
        await using var caller = GrpcCaller.Open(mesh.Mesh);
        mesh.First.Script = _ => TwoUpstreams.Cut(4);

        var (events, fault) = await AskAsync(caller, V1.Signal.Splice);

        Assert.Null(fault);
        var splice = Assert.Single(events, e => e.Splice is not null);
        Assert.Equal(("first", "second", 9L, 2, 0L), (splice.Splice.FromEndpoint, splice.Splice.Endpoint, splice.Splice.Offset, splice.Position.Attempt, splice.Position.Seq));
        Assert.Equal("a0 a1 a2 b0 b1 b2", Text(events));
        Assert.NotNull(events[^1].Done);
    }

    [Fact]
    public async Task Restart_NotAccepted_IsAnInterruption()
    {
        await using var mesh = await TwoUpstreams.StartAsync("restart");
        await using var caller = GrpcCaller.Open(mesh.Mesh);
        mesh.First.Script = _ => TwoUpstreams.Cut(4);

        var (events, fault) = await AskAsync(caller, V1.Signal.Splice, V1.Signal.Progress);

        Assert.NotNull(events[^1].Interrupted);
        Assert.Equal(StatusCode.Unavailable, fault!.StatusCode);
        Assert.Equal(0, mesh.Second.Started);
    }

    [Fact]
    public async Task Stream_DeadlinePassesInItsMiddle_IsInterruptedAsSuch()
    {
        var time = new FakeTimeProvider();
        await using var mesh = await TwoUpstreams.StartAsync("stop", route: ", deadline: 10s", time: time);
        await using var caller = GrpcCaller.Open(mesh.Mesh);
        mesh.First.Script = _ => TwoUpstreams.Cut(3, UpstreamEnding.Silence);

        using var call = caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r")));
        while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.Delta?.Content != "a1 ")
        {
        }

        time.Advance(TimeSpan.FromSeconds(10));
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Equal(("deadline_exceeded", 3L, 6L), (events[^1].Interrupted.Code, events[^1].Interrupted.DeliveredFrames, events[^1].Interrupted.DeliveredCharacters));
        Assert.Equal(StatusCode.DeadlineExceeded, fault!.StatusCode);
    }

    [Fact]
    public async Task Stream_EventThatCannotBeRead_IsInterruptedAndSaysHowFarItGot()
    {
        await using var mesh = await TwoUpstreams.StartAsync("stop");
        await using var caller = GrpcCaller.Open(mesh.Mesh);
        mesh.First.Script = _ => UpstreamReply.Events([.. TwoUpstreams.Whole().Take(3), "data: {\"choices\":[{}}\n\n", .. TwoUpstreams.Whole().Skip(3)]);

        var (events, fault) = await AskAsync(caller);

        Assert.Equal(("interrupted", "upstream_malformed", (long)Text(events).Length), (events[^1].Interrupted.Code, events[^1].Interrupted.Reason, events[^1].Interrupted.DeliveredCharacters));
        Assert.Equal(StatusCode.Unavailable, fault!.StatusCode);
    }

    private static async Task<(IReadOnlyList<V1.StreamResponse> Events, RpcException? Fault)> AskAsync(GrpcCaller caller, params V1.Signal[] accepts)
    {
        using var call = caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r"), accepts));
        return await GrpcCaller.ReadAsync(call);
    }

    private static string Text(IEnumerable<V1.StreamResponse> events) => string.Concat(events.Select(e => e.Delta?.Content));
}
