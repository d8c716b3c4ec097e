using System.Net;
using Mesh.Grains.Tests.Hosting;
using Mesh.Load;
using Mesh.Silo.Api.Requests;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Api.OpenAI;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Api;

/// <summary>What callers hear while there is no content, on a clock that the test moves.</summary>
public sealed class PatienceTests : IAsyncLifetime, IDisposable
{
    private readonly WatchedTime _time = new();
    private readonly SemaphoreSlim _release = new(0);
    private UpstreamReply _reply = UpstreamReply.Json("{}");
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(r =>
        {
            _release.Wait();
            return _reply.Pieces.Count > 0 && _reply.Status != 200 ? _reply : ChatReplies.Answer(r, ["fine"]);
        });
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url, "routes:\n  quick: { deadline: 30s, candidates: [m] }"), services: s => s.AddMeshClock(_time));
    }

    public void Dispose() => _release.Dispose();

    public async Task DisposeAsync()
    {
        _release.Release(100);
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAIStream_TenSecondsWithoutContent_CommitsHeadersAndKeepsAlive()
    {
        var before = _time.Begun(Patience.Longest);
        var asked = _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m", ",\"stream\":true"));
        await WaitedForAsync(before);
        _time.Advance(TimeSpan.FromSeconds(9));
        await Task.Delay(200);
        Assert.False(asked.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1.5));
        using var response = await asked;
        _release.Release();
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith(": waiting\n\ndata: {", body, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAIStream_FailsAfterAKeepAlive_EndsInATypedErrorEvent()
    {
        _reply = UpstreamReply.Json("{}", 500);
        var before = _time.Begun(Patience.Longest);
        var asked = _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("m", ",\"stream\":true"));
        await WaitedForAsync(before);
        _time.Advance(Patience.Longest);
        using var response = await asked;
        _release.Release();
        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"mesh_code\":\"upstream_failed\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrpcStream_TenSecondsWithoutContent_TellsProgressToThoseWhoAcceptIt()
    {
        await using var caller = GrpcCaller.Open(_mesh);
        var before = _time.Begun(Patience.Longest);
        using var call = caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask(), V1.Signal.Progress));
        await WaitedForAsync(before);

        _time.Advance(Patience.Longest);
        Assert.True(await call.ResponseStream.MoveNext(default));
        var progress = call.ResponseStream.Current;
        _release.Release();
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.True(progress.Progress.Elapsed.ToTimeSpan() >= TimeSpan.FromSeconds(10));
        Assert.Equal((1, 0L), (progress.Position.Attempt, progress.Position.Seq));
        Assert.Null(fault);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (1, (long)i)), events.Select(e => (e.Position.Attempt, e.Position.Seq)));
    }

    [Fact]
    public async Task GrpcStream_ProgressNotAccepted_GetsTheHeadersAlone()
    {
        await using var caller = GrpcCaller.Open(_mesh);
        var before = _time.Begun(Patience.Longest);
        using var call = caller.Chat.Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        await WaitedForAsync(before);

        _time.Advance(Patience.Longest);
        var headers = await call.ResponseHeadersAsync;
        _release.Release();
        var (events, fault) = await GrpcCaller.ReadAsync(call);

        Assert.NotNull(headers.GetValue("x-request-id"));
        Assert.Null(fault);
        Assert.Equal(V1.StreamResponse.EventOneofCase.Start, events[0].EventCase);
    }

    [Fact]
    public async Task Deadline_OfTheRoute_EndsTheCallAtBothDoorsAndTheUpstreamCall()
    {
        await using var caller = GrpcCaller.Open(_mesh);
        var http = _mesh.PostAsync("/v1/chat/completions", OpenAICaller.Chat("quick"));
        var grpc = GrpcCaller.FaultAsync(caller.Chat.CompleteAsync(new V1.CompleteRequest { Chat = GrpcCaller.Ask("quick") }));
        await Waiting.UntilAsync(() => _upstream.Started == 2);

        _time.Advance(TimeSpan.FromSeconds(31));
        using var response = await http;
        var fault = await grpc;

        await response.RefusedAsync(HttpStatusCode.GatewayTimeout, "deadline_exceeded");
        Assert.Equal("false", response.Header("x-should-retry"));
        Assert.Equal((global::Grpc.Core.StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED"), (fault.StatusCode, GrpcCaller.Info(fault).Reason));
        await Waiting.UntilAsync(() => _upstream.Aborted == 2);
    }

    [Theory]
    [InlineData("5000", 6)]
    [InlineData("90000", 31)]
    public async Task Timeout_OfTheCaller_IsBoundedByTheRoutesDeadline(string milliseconds, int seconds)
    {
        var asked = _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("quick")), ("x-mesh-timeout-ms", milliseconds));
        await Waiting.UntilAsync(() => _upstream.Started == 1);
        _time.Advance(TimeSpan.FromSeconds(seconds - 2));
        await Task.Delay(200);
        Assert.False(asked.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(2));
        using var response = await asked;

        await response.RefusedAsync(HttpStatusCode.GatewayTimeout, "deadline_exceeded");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("soon")]
    public async Task Timeout_NoNumber_IsRefused(string milliseconds)
    {
        using var response = await _mesh.SendAsync(HttpMethod.Post, "/v1/chat/completions", OpenAICaller.Json(OpenAICaller.Chat("m")), ("x-mesh-timeout-ms", milliseconds));

        await response.RefusedAsync(HttpStatusCode.BadRequest, "invalid_value", "x-mesh-timeout-ms");
    }

    // The upstream is asked, and the clock how long the caller is let wait.
    private Task WaitedForAsync(int before) => Waiting.UntilAsync(() => _upstream.Started == 1 && _time.Begun(Patience.Longest) > before);
}
