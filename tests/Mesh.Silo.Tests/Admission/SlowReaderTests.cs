using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Load;
using Mesh.Silo.Tests.Api;
using Mesh.Silo.Tests.Api.Grpc;
using Mesh.Silo.Tests.Observability;
using Mesh.Testing;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Tests.Admission;

/// <summary>Callers on real sockets that do not read what an upstream without end sends them.</summary>
[Collection(CountingAlone.Name)]
public sealed class SlowReaderTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private RunningMesh _mesh = null!;

    public async Task InitializeAsync()
    {
        var piece = ChatReplies.Chunk($$"""{"content":"{{new string('x', 32 * 1024)}}"}""", "null");
        _upstream = await FakeUpstream.StartAsync(_ => UpstreamReply.Events(Enumerable.Repeat(piece, 2000)) with { Ending = UpstreamEnding.Silence });
        _mesh = await RunningMesh.StartAsync(RunningMesh.Catalog(_upstream.Url), settings => settings.WriteDeadline = 1);
    }

    public async Task DisposeAsync()
    {
        await _mesh.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task OpenAI_ReadsNothing_IsResetWithinTheWriteDeadlineAndTheUpstreamCancelled()
    {
        var began = Stopwatch.GetTimestamp();
        using var socket = await AskAsync("");

        await Waiting.UntilAsync(() => _upstream.Aborted == 1);

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.9, 10);
        await AbortedAsync("slow_reader");
        await ResetAsync(socket);
    }

    [Fact]
    public async Task OpenAI_ReadsNothingPastItsDeadline_EndsThen()
    {
        var began = Stopwatch.GetTimestamp();
        using var socket = await AskAsync("x-mesh-timeout-ms: 500\r\n");

        await Waiting.UntilAsync(() => _upstream.Aborted == 1);

        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.4, 0.95);
        await AbortedAsync("deadline");
        await ResetAsync(socket);
    }

    [Fact]
    public async Task OpenAI_ReadsSlowlyButReads_IsNotCut()
    {
        using var socket = await AskAsync("", receiveBuffer: 128 * 1024);
        var buffer = new byte[64 * 1024];
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(3); await Task.Delay(20))
        {
            Assert.True(await socket.ReceiveAsync(buffer) > 0);
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

        await Waiting.UntilAsync(() => _upstream.Aborted == 1);
        var (_, fault) = await GrpcCaller.ReadAsync(call);

        Assert.Equal(StatusCode.ResourceExhausted, fault!.StatusCode);
        await AbortedAsync("slow_reader");
    }

    // The connection is gone without an end of the answer.
    private static async Task ResetAsync(Socket socket)
    {
        var buffer = new byte[1024 * 1024];
        var e = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(30)) > 0)
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
            Assert.True(i < 200, $"not counted as {reason}");
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
