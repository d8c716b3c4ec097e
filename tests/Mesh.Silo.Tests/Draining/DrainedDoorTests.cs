using System.Net;
using System.Text.Json.Nodes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Mesh.Grains.Admission;
using Mesh.Grains.Draining;
using Mesh.Load;
using Mesh.Silo.Draining;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Silo.Tests.Faults;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Draining;

/// <summary>What callers see at both doors in each phase of a drain.</summary>
public sealed class DrainedDoorTests : IAsyncLifetime
{
    private const string Quick = "quick";
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;
    private GrpcCaller _grpc = null!;

    public async Task InitializeAsync()
    {
        // Text and then nothing, for ever: or a whole answer at once.
        _upstream = await FakeUpstream.StartAsync(r => r.Model == Quick ? ChatReplies.Answer(r, ["fine"])
            : r.Streaming ? UpstreamReply.Events(ChatReplies.Chunk("""{"content":"so far"}""", "null")) with { Ending = UpstreamEnding.Silence }
            : UpstreamReply.Json("{") with { Ending = UpstreamEnding.Silence });
        _mesh = await RunningMesh.StartAsync($$"""
            providers:
              fake: { kind: openai-compatible, baseUrl: "{{_upstream.Url}}" }
            models:
              m: { capabilities: [text, embeddings], price: { in: 1, out: 2 } }
              one: { price: { in: 1, out: 2 }, queue: { length: 1 } }
              quick: { price: { in: 1, out: 2 } }
            endpoints:
              m-e: { provider: fake, model: m }
              one-e: { provider: fake, model: one, limits: { concurrency: 1 } }
              quick-e: { provider: fake, model: quick }
            """);
        _grpc = GrpcCaller.Open(_mesh);
    }

    public async Task DisposeAsync()
    {
        await _grpc.DisposeAsync();
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Notice_NotReadyButServes_AndTellsCallersToGoElsewhere()
    {
        using var before = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(Quick));
        Assert.Null(before.Headers.ConnectionClose);
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync());

        Enter(SiloPhase.Notice);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync());
        var health = new Health.HealthClient(_grpc.Channel);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest { Service = "liveness" })).Status);
        using var served = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(Quick));
        Assert.Equal((HttpStatusCode.OK, true), (served.StatusCode, served.Headers.ConnectionClose));
        Assert.Equal("fine", (await _grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask(Quick) })).Choices[0].Content);
    }

    [Fact]
    public async Task Notice_GrpcConnection_BringsNoNewCallAndFinishesItsOld()
    {
        var opened = 0;
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, token) =>
            {
                Interlocked.Increment(ref opened);
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(context.DnsEndPoint, token);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using var channel = GrpcChannel.ForAddress(_mesh.GrpcUrl, new GrpcChannelOptions { HttpHandler = handler });
        var chat = new V1.ChatService.ChatServiceClient(channel);
        using var old = chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        Assert.True(await old.ResponseStream.MoveNext(default));
        Assert.Equal(1, opened);

        Enter(SiloPhase.Notice);

        for (var i = 0; opened == 1; i++)
        {
            Assert.True(i < 1000, "the old connection still brings new calls");
            Assert.NotEmpty((await chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask(Quick) })).Choices);
        }

        Assert.True(await old.ResponseStream.MoveNext(default));

        // A caller has its answer a moment before the silo has counted it out.
        await Waiting.UntilAsync(() => Load.UnderWay == 1, "the old call alone");
    }

    [Fact]
    public async Task Draining_NewRequests_AreRefusedAtBothDoors()
    {
        Enter(SiloPhase.Draining);

        using var chat = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat(Quick));
        using var vectors = await _mesh.PostAsync("/v1/embeddings", """{"model":"m","input":"hello"}""");
        foreach (var refused in new[] { chat, vectors })
        {
            Assert.Equal("1", refused.Header("retry-after"));
            Assert.True(refused.Headers.ConnectionClose);
            var error = await refused.ErrorAsync();
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining", "unavailable"), (refused.StatusCode, error["code"]!.GetValue<string>(), error["mesh_code"]!.GetValue<string>()));
        }

        foreach (var fault in new[]
        {
            await GrpcCaller.FaultAsync(_grpc.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask(Quick) })),
            await GrpcCaller.FaultAsync(_grpc.Embeddings.EmbedAsync(new V1.EmbedRequest { Model = "m", Inputs = { "hello" } })),
            (await GrpcCaller.ReadAsync(_grpc.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask(Quick))))).Fault!,
        })
        {
            Assert.Equal((StatusCode.Unavailable, "DRAINING"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
            Assert.Equal(1, fault.GetRpcStatus()!.GetDetail<RetryInfo>().RetryDelay.Seconds);
        }

        await Waiting.UntilAsync(() => Load.UnderWay == 0);
        Assert.Equal(0, _upstream.Started);
    }

    [Fact]
    public async Task Cut_OpenAIStream_EndsWithOneTypedInterruptionAndCancelsTheUpstream()
    {
        // Headers come with the first content.
        using var response = await _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m", ",\"stream\":true"));

        Enter(SiloPhase.Cut);

        var events = (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, events.Length);
        Assert.Contains("so far", events[0], StringComparison.Ordinal);
        var error = JsonNode.Parse(events[1]["data: ".Length..])!["error"]!;
        Assert.Equal(("interrupted", "draining", 1), (error["mesh_code"]!.GetValue<string>(), error["code"]!.GetValue<string>(), error["interruption"]!["delivered_frames"]!.GetValue<int>()));
        await EndedAsync();
    }

    [Fact]
    public async Task Cut_GrpcStream_EndsWithOneTypedInterruptionAndCancelsTheUpstream()
    {
        using var call = _grpc.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        while (await call.ResponseStream.MoveNext(default) && call.ResponseStream.Current.Delta is null)
        {
        }

        Enter(SiloPhase.Cut);

        var (events, fault) = await GrpcCaller.ReadAsync(call);
        var interrupted = Assert.Single(events).Interrupted;
        Assert.Equal(("interrupted", "draining", 6L), (interrupted.Code, interrupted.Reason, interrupted.DeliveredCharacters));
        Assert.Equal((StatusCode.Unavailable, "DRAINING"), (fault!.StatusCode, GrpcCaller.Info(fault).Reason));
        await EndedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_WholeAnswer_IsRefusedAsUnavailable(bool grpc)
    {
        var asked = Heard.AskAsync(_mesh, _grpc, "m", grpc, streaming: false);
        await BegunAsync(1);

        Enter(SiloPhase.Cut);

        var heard = await asked;
        Assert.Equal((Seen.Refused, "unavailable", "draining"), (heard.Seen, heard.Code, heard.Reason));
        await EndedAsync();
    }

    [Fact]
    public async Task Cut_RequestThatWaitsForAPlace_IsRefusedAsUnavailable()
    {
        var first = Heard.AskAsync(_mesh, _grpc, "one", byGrpc: false, streaming: false);
        await BegunAsync(1);
        var waits = Heard.AskAsync(_mesh, _grpc, "one", byGrpc: true, streaming: true);
        await Waiting.UntilAsync(() => Load.UnderWay == 2);

        Enter(SiloPhase.Cut);

        Assert.Equal(("unavailable", "draining"), (await waits) is var heard ? (heard.Code, heard.Reason) : default);
        Assert.Equal("draining", (await first).Reason);
        Assert.Equal(1, _upstream.Started);
    }

    [Fact]
    public async Task Watch_OfEndpoints_EndsAtTheNotice()
    {
        using var watch = _grpc.Models.WatchEndpoints(new V1.WatchEndpointsRequest { IntervalMs = 60_000 });
        Assert.True(await watch.ResponseStream.MoveNext(default));

        Enter(SiloPhase.Notice);

        var fault = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(default));
        Assert.Equal((StatusCode.Unavailable, "DRAINING"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
    }

    private SiloPressure Load => _mesh.Services.GetRequiredService<SiloPressure>();

    private void Enter(SiloPhase phase)
    {
        _mesh.Services.GetRequiredService<SiloState>().MoveTo(phase);
        _mesh.Services.GetRequiredService<DoorConnections>().AskToLeave();
    }

    private Task BegunAsync(int requests) => Waiting.UntilAsync(() => _upstream.Started == requests);

    private Task EndedAsync() => Waiting.UntilAsync(() => _upstream.Aborted == 1 && Load.UnderWay == 0);

    private async Task<HttpStatusCode> ReadyAsync()
    {
        using var response = await _mesh.Http.GetAsync(new Uri($"{_mesh.AdminUrl}/health/ready"));
        return response.StatusCode;
    }
}
