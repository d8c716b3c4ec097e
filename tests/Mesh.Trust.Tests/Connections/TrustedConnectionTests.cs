using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Mesh.Trust.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Trust.Tests.Connections;

public sealed class TrustedConnectionTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private readonly ClusterTrust _trust = ClusterTrust.OfOneProcess(TimeProvider.System);
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Bytes_OverATrustedConnection_ArriveWholeBothWays()
    {
        var (calling, called) = Pair();
        var sent = new byte[300_000];
        Random.Shared.NextBytes(sent);

        var server = Server(async c => await EchoAsync(c, sent.Length))(called);
        byte[]? back = null;
        var client = Client(async c =>
        {
            await c.Transport.Output.WriteAsync(sent);
            back = await ReadAsync(c, sent.Length);

            // Whoever leaves first would cut off a writer that waits to be told that its last bytes were taken.
            await server;
        })(calling);
        await server.WaitAsync(s_patience);
        await client.WaitAsync(s_patience);

        Assert.Equal(sent, back);
    }

    [Fact]
    public async Task Client_InPlainText_IsCutOffAndNothingIsRead()
    {
        var (calling, called) = Pair();
        var reached = false;
        await calling.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: mesh\r\n\r\n"));

        await Server(_ =>
        {
            reached = true;
            return Task.CompletedTask;
        })(called).WaitAsync(s_patience);

        Assert.False(reached);
        Assert.True(called.IsAborted);
    }

    [Fact]
    public async Task Client_ThatSaysNothing_IsCutOffAfterFiveSeconds()
    {
        var (_, called) = Pair();
        var server = Server(_ => Task.CompletedTask)(called);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(server.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(0.2));
        await server.WaitAsync(s_patience);

        Assert.True(called.IsAborted);
    }

    [Fact]
    public async Task Clients_MoreThanTheBoundAtOnce_AreCutOff()
    {
        var accept = Server(_ => Task.CompletedTask);
        var waiting = Enumerable.Range(0, 256).Select(_ => accept(Pair().Called)).ToArray();
        var (_, beyond) = Pair();

        await accept(beyond).WaitAsync(s_patience);

        Assert.True(beyond.IsAborted);
        Assert.DoesNotContain(waiting, t => t.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(6));
        await Task.WhenAll(waiting).WaitAsync(s_patience);
    }

    [Fact]
    public async Task Fault_OfWhatIsSpoken_IsNotTakenForARefusal()
    {
        var (calling, called) = Pair();
        var server = Server(_ => throw new IOException("mine"))(called);
        var client = Client(async c => await c.Transport.Input.ReadAsync())(calling);

        Assert.Equal("mine", (await Assert.ThrowsAsync<IOException>(() => server.WaitAsync(s_patience))).Message);
        await client.WaitAsync(s_patience);
    }

    private ConnectionDelegate Server(ConnectionDelegate next) => Build(b => b.UseTrustAsServer(_trust, _time, NullLogger.Instance), next);

    private ConnectionDelegate Client(ConnectionDelegate next) => Build(b => b.UseTrustAsClient(_trust, _time), next);

    private static ConnectionDelegate Build(Action<IConnectionBuilder> configure, ConnectionDelegate next)
    {
        var builder = new Builder();
        configure(builder);
        return builder.Middleware!(next);
    }

    private static (TestConnection Calling, TestConnection Called) Pair()
    {
        var (there, back) = (new Pipe(), new Pipe());
        return (new TestConnection(new Pipes(back.Reader, there.Writer)), new TestConnection(new Pipes(there.Reader, back.Writer)));
    }

    private static async Task EchoAsync(ConnectionContext connection, int length)
    {
        var bytes = await ReadAsync(connection, length);
        await connection.Transport.Output.WriteAsync(bytes);
    }

    private static async Task<byte[]> ReadAsync(ConnectionContext connection, int length)
    {
        var read = await connection.Transport.Input.ReadAtLeastAsync(length);
        var bytes = read.Buffer.Slice(0, length).ToArray();
        connection.Transport.Input.AdvanceTo(read.Buffer.GetPosition(length));
        return bytes;
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Builder : IConnectionBuilder
    {
        public Func<ConnectionDelegate, ConnectionDelegate>? Middleware { get; private set; }

        public IServiceProvider ApplicationServices => throw new NotSupportedException();

        public IConnectionBuilder Use(Func<ConnectionDelegate, ConnectionDelegate> middleware)
        {
            Middleware = middleware;
            return this;
        }

        public ConnectionDelegate Build() => throw new NotSupportedException();
    }

    private sealed class TestConnection(IDuplexPipe transport) : DefaultConnectionContext("test", transport, transport)
    {
        public bool IsAborted { get; private set; }

        public override EndPoint? RemoteEndPoint { get; set; } = new IPEndPoint(IPAddress.Loopback, 1);

        public override void Abort(ConnectionAbortedException abortReason) => IsAborted = true;
    }
}
