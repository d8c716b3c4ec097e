using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Grains.Tests.Hosting;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Admission;

/// <summary>Callers on real sockets that do not read what an upstream without end sends them, on a clock that the test moves.</summary>
[Collection(CountingAlone.Name)]
public sealed class SlowReaderTests : IAsyncLifetime
{
    private const double WriteDeadline = 5;
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(0.01);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        var piece = ChatReplies.Chunk($$"""{"content":"{{new string('x', 32 * 1024)}}"}""", "null");
        _upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(Enumerable.Repeat(piece, 2000)) with { Ending = UpstreamEnding.Silence });
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url), settings => settings.WriteDeadline = WriteDeadline, services => services.AddMeshClock(_time));
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_ReadsNothing_IsResetWithinTheWriteDeadlineAndTheUpstreamCancelled()
    {
        var began = _time.GetTimestamp();
        using var socket = await AskAsync("");

        await UntilCutAsync(socket);

        Assert.True(_time.GetElapsedTime(began) >= TimeSpan.FromSeconds(WriteDeadline));
        await AbortedAsync("slow_reader");
        await ResetAsync(socket);
    }

    [Fact]
    public async Task OpenAI_ReadsNothingPastItsDeadline_EndsThen()
    {
        var began = _time.GetTimestamp();
        using var socket = await AskAsync("x-mesh-timeout-ms: 2000\r\n");

        await UntilCutAsync(socket);

        Assert.True(_time.GetElapsedTime(began) >= TimeSpan.FromSeconds(2));
        await AbortedAsync("deadline");
        await ResetAsync(socket);
    }

    // What is read between two steps of the clock is more than all that lies on the way: no write meets two of them.
    [Fact]
    public async Task OpenAI_ReadsSlowlyButReads_IsNotCut()
    {
        using var socket = await AskAsync("", receiveBuffer: 128 * 1024);
        var buffer = new byte[256 * 1024];

        for (var steps = 0; steps < 4; steps++)
        {
            for (var read = 0; read < 12 * 1024 * 1024;)
            {
                var some = await socket.ReceiveAsync(buffer);
                Assert.True(some > 0);
                read += some;
            }

            _time.Advance(TimeSpan.FromSeconds(WriteDeadline - 1));
        }

        Assert.Equal(0, _upstream.Aborted);
    }

    [Fact]
    public async Task Grpc_ReadsNothing_StreamIsResetAsResourceExhausted()
    {
        // Windows of HTTP/2 at their least, and a client that does not take messages.
        using var channel = GrpcChannel.ForAddress(_mesh.Settings.Grpc, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = 65_535 } });
        using var call = new V1.ChatService.ChatServiceClient(channel).Stream(GrpcCaller.Stream(GrpcCaller.Ask()));
        Assert.True(await call.ResponseStream.MoveNext());

        await UntilCutAsync();
        var (_, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Equal(StatusCode.ResourceExhausted, fault!.StatusCode);
        await AbortedAsync("slow_reader");
    }

    private async Task UntilCutAsync(Socket socket)
    {
        await Waiting.UntilAsync(() => socket.Available > 0, "the answer's begin");
        await UntilCutAsync();
    }

    // The write that nobody takes begins a moment after the answer: the clock goes on until it is over.
    private Task UntilCutAsync() => Waiting.UntilAsync(
        () =>
        {
            _time.Advance(s_step);
            return _upstream.Aborted == 1;
        },
        "the end of the upstream's call");

    // The connection is gone without an end of the answer.
    private static async Task ResetAsync(Socket socket)
    {
        var buffer = new byte[1024 * 1024];
        var e = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromMinutes(1)) > 0)
            {
            }

            throw new SocketException((int)SocketError.Disconnecting);
        });
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    private async Task AbortedAsync(string reason)
    {
        for (var i = 0; (await Scrape.OfAsync(_mesh)).Value("meshsilo_stream_aborts_total", $"reason=\"{reason}\"") != 1; i++)
        {
            Assert.True(i < 1500, $"not counted as {reason}");
            await Task.Delay(20);
        }
    }

    private async Task<Socket> AskAsync(string headers, int receiveBuffer = 4096)
    {
        const string Body = """{"model":"m","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
        var address = new Uri(_mesh.Settings.Http);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = receiveBuffer };
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\n{headers}Content-Length: {Body.Length}\r\n\r\n{Body}"));
        return socket;
    }
}
