using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Providers.Egress;

namespace Mesh.Providers.Tests.Egress;

/// <summary>Over real connections of loopback.</summary>
public sealed class ReadAheadStreamTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public ReadAheadStreamTests() => _listener.Start();

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public async Task Burst_ReadInPiecesOfAnySize_ComesWholeInItsOrderAndEnds(int room)
    {
        var (stream, peer) = await ConnectAsync();
        var burst = new byte[room == 1 ? 40_000 : 300_000];
        new Random(room).NextBytes(burst);
        var sending = SendAsync(peer, burst);

        var read = new MemoryStream();
        var buffer = new byte[room];
        while (await stream.ReadAsync(buffer) is > 0 and var count)
        {
            read.Write(buffer, 0, count);
        }

        await sending;
        Assert.Equal(burst, read.ToArray());
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task Piece_SmallerThanTheRoom_IsReadAsItComes()
    {
        var (stream, peer) = await ConnectAsync();
        var buffer = new byte[4096];
        var reading = stream.ReadAsync(buffer);
        await peer.SendAsync("data: a\n\n"u8.ToArray());

        Assert.Equal("data: a\n\n", Encoding.UTF8.GetString(buffer, 0, await reading));
        peer.Dispose();
        Assert.Equal(0, await stream.ReadAsync(buffer));
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task Read_OfACutConnection_SaysSo()
    {
        var (stream, peer) = await ConnectAsync();
        peer.LingerState = new LingerOption(enable: true, seconds: 0);
        peer.Dispose();

        await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[10]).AsTask());
        await stream.DisposeAsync();
    }

    // An answer whose end is the connection's must not look whole.
    [Fact]
    public async Task Read_OfAConnectionCutBehindWhatIsAhead_SaysSoAtItsEnd()
    {
        var (stream, peer) = await ConnectAsync();
        await peer.SendAsync(new byte[10_000]);
        var read = await stream.ReadAsync(new byte[10]);
        peer.LingerState = new LingerOption(enable: true, seconds: 0);
        peer.Dispose();

        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (var count = read; count > 0; read += count)
            {
                count = await stream.ReadAsync(new byte[1000]);
            }
        });
        Assert.InRange(read, 10, 10_010);
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task Tls_OnTop_ComesWholeInItsOrderAndEnds()
    {
        var (stream, peer) = await ConnectAsync();
        using var certificate = Certificate();
        await using var server = new SslStream(new NetworkStream(peer, ownsSocket: true));
        await using var client = new SslStream(stream, leaveInnerStreamOpen: false, (_, seen, _, _) => seen?.GetCertHashString() == certificate.Thumbprint);
        await Task.WhenAll(server.AuthenticateAsServerAsync(certificate), client.AuthenticateAsClientAsync("localhost"));
        var burst = new byte[300_000];
        new Random(1).NextBytes(burst);
        var sending = SendAsync();

        var read = new MemoryStream();
        var buffer = new byte[5000];
        while (await client.ReadAsync(Memory<byte>.Empty) == 0 && await client.ReadAsync(buffer) is > 0 and var count)
        {
            read.Write(buffer, 0, count);
        }

        await sending;
        Assert.Equal(burst, read.ToArray());

        async Task SendAsync()
        {
            await server.WriteAsync(burst);
            await server.ShutdownAsync();
        }
    }

    [Fact]
    public async Task Read_ThatIsCancelled_Ends()
    {
        var (stream, _) = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        var reading = stream.ReadAsync(new byte[10], cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.AsTask());
        await stream.DisposeAsync();
    }

    [Fact]
    public async Task Answer_WithMoreBehindItThanItSays_LeavesNothingForTheNextRequest()
    {
        // Longer than one read of HTTP/1.1, so that the rest is what was taken ahead.
        var stray = "ok" + string.Concat(Enumerable.Repeat("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", 500));
        var serving = ServeAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + stray, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
        using var http = new UpstreamHttp();

        var answers = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
            using var response = await http.SendAsync(request, TimeSpan.FromMinutes(1), default);
            answers.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(["ok", "good"], answers);
        await serving;
    }

    // One connection an answer: the first is never asked twice.
    private async Task ServeAsync(params string[] answers)
    {
        foreach (var answer in answers)
        {
            var peer = await _listener.AcceptSocketAsync();
            _ = await peer.ReceiveAsync(new byte[4096]);
            await peer.SendAsync(Encoding.ASCII.GetBytes(answer));
        }
    }

    private async Task<(Stream Stream, Socket Peer)> ConnectAsync()
    {
        var connecting = ReadAheadStream.ConnectAsync(new DnsEndPoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port), receiveBufferBytes: null, default);
        var peer = await _listener.AcceptSocketAsync();
        return (await connecting, peer);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static async Task SendAsync(Socket peer, byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await peer.SendAsync(bytes.AsMemory(sent));
        }

        peer.Shutdown(SocketShutdown.Send);
    }
}
