using System.Diagnostics;
using System.Net.Sockets;
using System.Numerics;
using Mesh.Testing.Proxy;
using Mesh.Testing.Wire;

namespace Mesh.Cluster.Tests.Proxy;

public sealed class TcpFaultProxyTests
{
    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Connection_WithoutFaults_CarriesBothWaysAndEndsEachWay()
    {
        await using var pair = await ProxiedPair.ConnectAsync();
        var sent = Bytes(200_000);

        var sending = pair.Client.SendAsync(sent);
        Assert.Equal(sent, await ProxiedPair.ReadAsync(pair.Server, sent.Length));
        await sending;
        pair.Client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await ProxiedPair.ReadAsync(pair.Server, 1));
        await pair.Server.SendAsync("still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), await ProxiedPair.ReadAsync(pair.Client, 10));
        await UntilAsync(() => (pair.Proxy.BytesToServer, pair.Proxy.BytesToClient) == (200_000, 10));
    }

    [Fact]
    public async Task Delay_OfOneDirection_LeavesTheOther()
    {
        await using var pair = await ProxiedPair.ConnectAsync(new ProxyFaults { ToServer = new FlowFaults { Delay = TimeSpan.FromMilliseconds(300) } });

        var there = await TimedAsync(pair.Client, pair.Server);

        // A machine that halts for a moment delays a byte too, yet not again and again.
        var back = TimeSpan.MaxValue;
        for (var i = 0; i < 20 && back >= TimeSpan.FromMilliseconds(150); i++)
        {
            back = await TimedAsync(pair.Server, pair.Client);
        }

        Assert.True(there >= TimeSpan.FromMilliseconds(290), $"{there}");
        Assert.True(back < TimeSpan.FromMilliseconds(150), $"{back}");
    }

    [Fact]
    public async Task Jitter_OfManyPieces_KeepsTheirOrder()
    {
        await using var pair = await ProxiedPair.ConnectAsync(new ProxyFaults { ToServer = new FlowFaults { Jitter = TimeSpan.FromMilliseconds(20) } });
        var sent = Bytes(100);

        foreach (var one in sent)
        {
            await pair.Client.SendAsync(new[] { one });
        }

        Assert.Equal(sent, await ProxiedPair.ReadAsync(pair.Server, sent.Length));
    }

    [Fact]
    public async Task Throttle_ByBytesASecond_TakesItsTime()
    {
        await using var pair = await ProxiedPair.ConnectAsync(new ProxyFaults { ToClient = new FlowFaults { BytesPerSecond = 100_000 } });
        var sent = Bytes(30_000);

        var began = Stopwatch.GetTimestamp();
        await pair.Server.SendAsync(sent);
        Assert.Equal(sent, await ProxiedPair.ReadAsync(pair.Client, sent.Length));

        // The last slice is not waited for.
        Assert.True(Stopwatch.GetElapsedTime(began) > TimeSpan.FromMilliseconds(250), $"{Stopwatch.GetElapsedTime(began)}");
    }

    [Fact]
    public async Task Stall_TakenBack_DeliversWhatWasSent()
    {
        await using var pair = await ProxiedPair.ConnectAsync(new ProxyFaults { ToServer = new FlowFaults { Stalls = true } });
        await pair.Client.SendAsync("hello"u8.ToArray());
        var reading = ProxiedPair.ReadAsync(pair.Server, 5);
        await Task.Delay(s_while);
        Assert.False(reading.IsCompleted);

        pair.Proxy.Faults = ProxyFaults.None;

        Assert.Equal("hello"u8.ToArray(), await reading);
    }

    [Fact]
    public async Task Stall_OfAFullBuffer_HoldsTheSender()
    {
        await using var pair = await ProxiedPair.ConnectAsync(new ProxyFaults { ToServer = new FlowFaults { Stalls = true } });
        pair.Client.SendBufferSize = 64 * 1024;
        var (sent, piece) = (0L, new byte[64 * 1024]);
        for (var taken = true; taken && sent < 64L << 20; sent += taken ? piece.Length : 0)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            taken = await TakenAsync(pair.Client, piece, patience.Token);
        }

        // The proxy's mebibyte and what the system's sockets hold.
        Assert.InRange(sent, 1, 32L << 20);
        Assert.Equal(0, pair.Proxy.BytesToServer);
    }

    [Theory]
    [InlineData(FlowEnd.Close)]
    [InlineData(FlowEnd.HalfClose)]
    [InlineData(FlowEnd.Reset)]
    public async Task Cut_AfterSoManyBytes_PassesExactlyThose(FlowEnd end)
    {
        await using var pair = await ProxiedPair.ConnectAsync(new ProxyFaults { ToClient = new FlowFaults { CutAfter = 70_001, CutBy = end } });
        var sent = Bytes(100_000);
        await pair.Server.SendAsync(sent);

        var (read, wasReset) = await ReadToEndAsync(pair.Client);

        Assert.Equal(end == FlowEnd.Reset, wasReset);
        if (end != FlowEnd.Reset)
        {
            Assert.Equal(sent[..70_001], read);
        }

        await UntilAsync(() => pair.Proxy.BytesToClient == 70_001);
        Assert.Equal(end == FlowEnd.HalfClose, await ReachesAsync(pair.Client, pair.Server));
    }

    [Fact]
    public async Task Cut_WhileItRuns_HoldsForAConnectionThatHasPassedMore()
    {
        await using var pair = await ProxiedPair.ConnectAsync();
        await pair.Server.SendAsync("hello"u8.ToArray());
        await ProxiedPair.ReadAsync(pair.Client, 5);

        pair.Proxy.Faults = new ProxyFaults { ToClient = new FlowFaults { CutAfter = 3 } };
        await pair.Server.SendAsync("more"u8.ToArray());

        Assert.Empty((await ReadToEndAsync(pair.Client)).Read);
    }

    [Fact]
    public async Task Corruption_SameSeed_TurnsTheSameBits()
    {
        var (first, second, other) = (await CorruptedAsync(7), await CorruptedAsync(7), await CorruptedAsync(8));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        var turned = first.Zip(Bytes(first.Length), (a, b) => BitOperations.PopCount((uint)(a ^ b))).ToArray();
        Assert.InRange(turned.Sum(), 50, 150);
        Assert.True(turned.Max() == 1);
    }

    [Fact]
    public async Task Silence_OfOneDirection_ThrowsAwayAndLeavesTheOther()
    {
        await using var pair = await ProxiedPair.ConnectAsync(new ProxyFaults { ToServer = new FlowFaults { Swallows = true } });
        await pair.Client.SendAsync("lost"u8.ToArray());
        await pair.Server.SendAsync("heard"u8.ToArray());
        Assert.Equal("heard"u8.ToArray(), await ProxiedPair.ReadAsync(pair.Client, 5));
        await UntilAsync(() => pair.Proxy.BytesSwallowed == 4);

        pair.Proxy.Faults = ProxyFaults.None;
        await pair.Client.SendAsync("found"u8.ToArray());

        Assert.Equal("found"u8.ToArray(), await ProxiedPair.ReadAsync(pair.Server, 5));
    }

    [Fact]
    public async Task BlackHole_NewConnection_IsAcceptedByNobody()
    {
        await using var pair = await ProxiedPair.ConnectAsync();
        pair.Proxy.Faults = ProxyFaults.Silence;
        using var held = await ProxiedPair.DialAsync(pair.Proxy);
        await held.SendAsync("hello"u8.ToArray());
        await UntilAsync(() => pair.Proxy.Connections == 2);
        var reading = ReadToEndAsync(held);
        await Task.Delay(s_while);
        Assert.False(reading.IsCompleted);

        pair.Proxy.ResetAll();

        Assert.True((await reading).WasReset);
        Assert.True((await ReadToEndAsync(pair.Client)).WasReset);
    }

    [Fact]
    public async Task Reset_OfNewConnections_LeavesThoseThatStand()
    {
        await using var pair = await ProxiedPair.ConnectAsync();
        pair.Proxy.Faults = new ProxyFaults { Accepts = AcceptFault.Reset };

        Assert.True(await IsResetAsync(pair.Proxy));
        Assert.True(await ReachesAsync(pair.Client, pair.Server));
    }

    [Fact]
    public async Task Target_ThatIsNotThere_ResetsTheClient()
    {
        using var unused = new UnusedPort();
        await using var proxy = new TcpFaultProxy(unused.Number);

        Assert.True(await IsResetAsync(proxy));
        await UntilAsync(() => proxy.Connections == 0);
    }

    [Fact]
    public async Task Connections_BeyondTheBound_AreReset()
    {
        await using var proxy = new TcpFaultProxy(9) { Faults = new ProxyFaults { Accepts = AcceptFault.BlackHole } };
        var held = new List<Socket>();
        for (var i = 0; i < TcpFaultProxy.MostConnections; i++)
        {
            held.Add(await ProxiedPair.DialAsync(proxy));
        }

        await UntilAsync(() => proxy.Connections == TcpFaultProxy.MostConnections);

        Assert.True(await IsResetAsync(proxy));
        held.ForEach(h => h.Dispose());
    }

    [Fact]
    public async Task Script_Played_HoldsEachStepInTurn()
    {
        await using var pair = await ProxiedPair.ConnectAsync();
        await pair.Proxy.PlayAsync(
        [
            new ProxyStep(TimeSpan.Zero, ProxyFaults.Silence),
            new ProxyStep(TimeSpan.FromMilliseconds(20), ProxyFaults.None, ResetsAll: true),
        ]);

        Assert.True((await ReadToEndAsync(pair.Client)).WasReset);
        Assert.Equal(ProxyFaults.None, pair.Proxy.Faults);
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 31) + (i >> 8)))];

    private static async Task<byte[]> CorruptedAsync(int seed)
    {
        await using var pair = await ProxiedPair.ConnectAsync(new ProxyFaults { ToServer = new FlowFaults { FlippedShare = 0.001 } }, seed);
        var sending = pair.Client.SendAsync(Bytes(100_000));
        var read = await ProxiedPair.ReadAsync(pair.Server, 100_000);
        await sending;
        return read;
    }

    private static async Task<TimeSpan> TimedAsync(Socket from, Socket to)
    {
        var began = Stopwatch.GetTimestamp();
        await from.SendAsync("x"u8.ToArray());
        await ProxiedPair.ReadAsync(to, 1);
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task<(byte[] Read, bool WasReset)> ReadToEndAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var read = new MemoryStream();
        var bytes = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(bytes, patience.Token) is var count and > 0)
            {
                read.Write(bytes, 0, count);
            }

            return (read.ToArray(), false);
        }
        catch (SocketException)
        {
            return (read.ToArray(), true);
        }
    }

    // The reset may come before the connection is known to stand.
    private static async Task<bool> IsResetAsync(TcpFaultProxy proxy)
    {
        try
        {
            using var client = await ProxiedPair.DialAsync(proxy);
            return (await ReadToEndAsync(client)).WasReset;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task<bool> ReachesAsync(Socket from, Socket to)
    {
        try
        {
            await from.SendAsync("x"u8.ToArray());
            return (await ProxiedPair.ReadAsync(to, 1)).Length == 1;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task<bool> TakenAsync(Socket socket, byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(bytes, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            await Task.Delay(10, patience.Token);
        }
    }
}
