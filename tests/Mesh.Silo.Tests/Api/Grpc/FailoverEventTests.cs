using Mesh.Load;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api.Grpc;

public sealed class FailoverEventTests
{
    [Fact]
    public async Task Stream_TwoEndpointsFail_EachHandsOverAtItsOwnAttempt()
    {
        await using var bad = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}", 500));
        await using var broken = await FakeUpstream.StartAsync(_ => new UpstreamReply { Ending = UpstreamEnding.Reset });
        await using var good = await FakeUpstream.StartAsync(r => ChatReplies.Answer(r, ["fine"]));
        await using var mesh = await RunningMesh.StartAsync($$"""
            providers:
              bad:  { kind: openai-compatible, baseUrl: "{{bad.Url}}" }
              gone: { kind: openai-compatible, baseUrl: "{{broken.Url}}" }
              good: { kind: openai-compatible, baseUrl: "{{good.Url}}" }
            models:
              m: { price: { in: 1, out: 2 } }
            endpoints:
              first:  { provider: bad, model: m, priority: 1 }
              second: { provider: gone, model: m, priority: 2 }
              third:  { provider: good, model: m, priority: 3 }
            routes:
              r: { balance: priority, candidates: [m] }
            """);
        await using var caller = GrpcCaller.Open(mesh);

        using var call = caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask("r")));
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Null(fault);
        Assert.Equal(("first", 1, 0L), (events[0].HandOver.FromEndpoint, events[0].Position.Attempt, events[0].Position.Seq));
        Assert.Equal(("second", 2, 0L), (events[1].HandOver.FromEndpoint, events[1].Position.Attempt, events[1].Position.Seq));
        Assert.Equal(("third", 3, 0L), (events[2].Start.Endpoint, events[2].Position.Attempt, events[2].Position.Seq));
        Assert.Equal(Enumerable.Range(0, events.Count - 2).Select(i => (3, (long)i)), events.Skip(2).Select(e => (e.Position.Attempt, e.Position.Seq)));
        var outcome = events[^1].Done.Outcome;
        Assert.Equal(3, outcome.Attempts);
        Assert.Equal(["first", "second"], outcome.FallbackFrom);
        Assert.Equal([("first", false), ("second", false)], outcome.FailedAttempts.Select(a => (a.Endpoint, a.Delivered)));
        Assert.Equal("upstream_error", outcome.FailedAttempts[0].Reason);
        Assert.Equal("r", outcome.Route);
    }

    [Fact]
    public async Task Complete_EveryEndpointFails_TellsEachOnesReason()
    {
        await using var bad = await FakeUpstream.StartAsync(_ => UpstreamReply.Json("{}", 500));
        await using var mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(bad.Url, "  m-two: { provider: fake, model: m, upstreamModel: up-2 }"));
        await using var caller = GrpcCaller.Open(mesh);

        var fault = await GrpcCaller.FaultAsync(caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask() }));

        Assert.Equal(global::Grpc.Core.StatusCode.Unavailable, fault.StatusCode);
        Assert.Equal("upstream_failed", GrpcCaller.Info(fault).Metadata["code"]);
        Assert.Contains("m-api: upstream_error", GrpcCaller.Info(fault).Metadata["attempts"], StringComparison.Ordinal);
        Assert.Contains("m-two: upstream_error", GrpcCaller.Info(fault).Metadata["attempts"], StringComparison.Ordinal);
        Assert.Equal(2, bad.Started);
    }
}
