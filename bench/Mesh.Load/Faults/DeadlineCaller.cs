using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Load.Processes;
using MeshSilo.V1;

namespace Mesh.Load.Faults;

/// <summary>
/// Calls with a deadline that only the mesh keeps: the caller itself reads on until it is told the end. Each gives how it
/// ended.
/// </summary>
internal sealed class DeadlineCaller : IDisposable
{
    private const int Last = 1024;
    private const int Receives = 64 * 1024;
    private readonly HttpClient _http;
    private readonly TimeSpan _deadline;
    private readonly GrpcChannel _channel;
    private readonly ChatService.ChatServiceClient _chat;

    /// <summary>A caller of both doors.</summary>
    public DeadlineCaller(MeshProcess mesh, TimeSpan deadline)
    {
        _deadline = deadline;
        _http = new HttpClient(Handler()) { BaseAddress = new Uri(mesh.HttpUrl) };
        _channel = GrpcChannel.ForAddress(mesh.GrpcUrl, new GrpcChannelOptions { HttpHandler = new Deadlines(deadline), DisposeHttpClient = true, MaxReceiveMessageSize = null });
        _chat = new ChatService.ChatServiceClient(_channel);
    }

    /// <summary>One at the OpenAI door.</summary>
    public async Task<DeadlineEnd> OpenAIAsync(string model, bool streaming)
    {
        var body = $$"""{"model":"{{model}}","stream":{{(streaming ? "true" : "false")}},"messages":[{"role":"user","content":"hello"}]}""";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-mesh-timeout-ms", $"{_deadline.TotalMilliseconds:0}");
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var last = await LastWordsAsync(await response.Content.ReadAsStreamAsync());
            return new DeadlineEnd(Stopwatch.GetElapsedTime(began), last.Split("\"mesh_code\":\"") is [_, var code] ? code[..code.IndexOf('"', StringComparison.Ordinal)] : "whole");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new DeadlineEnd(Stopwatch.GetElapsedTime(began), "cut off");
        }
    }

    /// <summary>A stream at the gRPC door.</summary>
    public async Task<DeadlineEnd> GrpcStreamAsync(string model)
    {
        var began = Stopwatch.GetTimestamp();
        using var call = _chat.Stream(new StreamRequest { Chat = Ask(model) });
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
            }

            return new DeadlineEnd(Stopwatch.GetElapsedTime(began), "whole");
        }
        catch (RpcException e)
        {
            return new DeadlineEnd(Stopwatch.GetElapsedTime(began), $"{e.StatusCode}");
        }
    }

    /// <summary>A whole answer at the gRPC door.</summary>
    public async Task<DeadlineEnd> GrpcWholeAsync(string model)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await _chat.CompleteAsync(new CompleteRequest { Chat = Ask(model) });
            return new DeadlineEnd(Stopwatch.GetElapsedTime(began), "whole");
        }
        catch (RpcException e)
        {
            return new DeadlineEnd(Stopwatch.GetElapsedTime(began), $"{e.StatusCode}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _channel.Dispose();
    }

    // What waits in the caller's own buffers, megabytes of them by default, is no delay of the mesh's.
    private static SocketsHttpHandler Handler() => new()
    {
        ConnectCallback = async (context, token) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = Receives };
            await socket.ConnectAsync(context.DnsEndPoint, token);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };

    // The last kilobyte: an error stands at the end.
    private static async Task<string> LastWordsAsync(Stream body)
    {
        var (buffer, last) = (new byte[64 * 1024], "");
        while (await body.ReadAsync(buffer) is > 0 and var read)
        {
            var piece = Encoding.Latin1.GetString(buffer, Math.Max(0, read - Last), Math.Min(Last, read));
            last = piece.Length < Last ? (last + piece)[^Math.Min(Last, last.Length + piece.Length)..] : piece;
        }

        return last;
    }

    private static ChatRequest Ask(string model) => new() { Model = model, Messages = { new Message { Role = Role.User, Parts = { new Part { Text = "hello" } } } } };

    // The client's own deadline would end the call at its own side, whatever the mesh does.
    private sealed class Deadlines(TimeSpan deadline) : DelegatingHandler(Handler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", $"{deadline.TotalMilliseconds:0}m");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
