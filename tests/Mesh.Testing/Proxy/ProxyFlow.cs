using System.Net.Sockets;
using System.Threading.Channels;

namespace Mesh.Testing.Proxy;

/// <summary>
/// One direction of a connection: a reader, a line of at most <see cref="MostHeldBytes"/> in which bytes age, and a writer. The sender is
/// held when the line is full, so a delay bounds what passes in that time too.
/// </summary>
internal sealed class ProxyFlow(Socket from, Socket to, FaultSwitch faults, Func<ProxyFaults, FlowFaults> ours, int seed, TimeProvider clock)
{
    /// <summary>Most bytes that one direction of a connection holds.</summary>
    public const int MostHeldBytes = PieceBytes * (MostPieces + 2);

    private const int PieceBytes = 16 * 1024;
    private const int MostPieces = 62;
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(20);
    private readonly Channel<Piece> _line = Channel.CreateBounded<Piece>(new BoundedChannelOptions(MostPieces) { SingleReader = true, SingleWriter = true });
    private readonly Random _jitter = new(seed);
    private readonly BitFlips _flips = new(new Random(seed));
    private long _passed;
    private long _swallowed;

    private FlowFaults Now => ours(faults.Now);

    /// <summary>Bytes that have passed.</summary>
    public long Passed => Volatile.Read(ref _passed);

    /// <summary>Bytes that were thrown away.</summary>
    public long Swallowed => Volatile.Read(ref _swallowed);

    /// <summary>Carries bytes to the direction's end, which the sender or a fault makes; says how.</summary>
    /// <exception cref="SocketException">A side went away.</exception>
    public async Task<FlowEnd> RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(end.Token);
        try
        {
            return await WriteAsync(cancellationToken);
        }
        finally
        {
            await end.CancelAsync();
            await reading;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var due = 0L;
        try
        {
            for (var read = 1; read > 0;)
            {
                var bytes = new byte[PieceBytes];
                read = await from.ReceiveAsync(bytes, cancellationToken);
                var now = Now;

                // Nothing overtakes what came before it.
                due = Math.Max(due, clock.GetTimestamp() + Ticks(now.Delay + (_jitter.NextDouble() * now.Jitter)));
                await _line.Writer.WriteAsync(new Piece(bytes.AsMemory(0, read), due), cancellationToken);
            }

            _line.Writer.Complete();
        }
        catch (Exception e)
        {
            // The writer tells of it once what came before has passed.
            _line.Writer.Complete(e);
        }
    }

    private async Task<FlowEnd> WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var piece in _line.Reader.ReadAllAsync(cancellationToken))
        {
            await DueAsync(piece.Due, cancellationToken);
            await faults.WhileAsync(f => ours(f).Stalls, cancellationToken);
            if (piece.Bytes.IsEmpty)
            {
                // An end that was sent is swallowed like everything else.
                await faults.WhileAsync(f => ours(f).Swallows, cancellationToken);
                return FlowEnd.HalfClose;
            }

            if (await PassAsync(piece.Bytes, cancellationToken) is { } cut)
            {
                return cut;
            }
        }

        return FlowEnd.HalfClose;
    }

    // Gives how the connection is cut, null while it is not.
    private async Task<FlowEnd?> PassAsync(Memory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            await faults.WhileAsync(f => ours(f).Stalls, cancellationToken);
            var now = Now;
            if (now.Swallows)
            {
                Volatile.Write(ref _swallowed, _swallowed + bytes.Length);
                return null;
            }

            var most = now.CutAfter is { } cut ? Math.Max(0, cut - _passed) : long.MaxValue;
            if (most == 0)
            {
                return now.CutBy;
            }

            var slice = bytes[..(int)Math.Min(Math.Min(bytes.Length, most), SliceBytes(now))];
            _flips.Apply(slice.Span, now.FlippedShare);
            await SendAsync(slice, cancellationToken);
            bytes = bytes[slice.Length..];
            Volatile.Write(ref _passed, _passed + slice.Length);
            if (_passed == now.CutAfter)
            {
                return now.CutBy;
            }

            if (now.BytesPerSecond is { } rate)
            {
                await Task.Delay(TimeSpan.FromSeconds(slice.Length / rate), clock, cancellationToken);
            }
        }

        return null;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, cancellationToken)..];
        }
    }

    private async Task DueAsync(long due, CancellationToken cancellationToken)
    {
        if (clock.GetElapsedTime(clock.GetTimestamp(), due) is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, clock, cancellationToken);
        }
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    private static double SliceBytes(FlowFaults now) => now.BytesPerSecond is { } rate ? Math.Max(1, rate * s_slice.TotalSeconds) : PieceBytes;

    private readonly record struct Piece(Memory<byte> Bytes, long Due);
}
