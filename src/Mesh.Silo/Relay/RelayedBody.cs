using System.Buffers;
using System.IO.Pipelines;
using Mesh.Providers.Egress;

namespace Mesh.Silo.Relay;

/// <summary>
/// Passes an engine's answer on as it comes. Pieces that are there together leave together: what was read is sent once the next read
/// would have to wait, so that nothing is held back, or from <see cref="EnoughToSend"/> on. While the silo takes nothing, the engine is not read.
/// </summary>
/// <param name="engine">The answer.</param>
/// <param name="silo">Where it goes.</param>
/// <param name="waits">Told each time that the engine is waited for.</param>
internal sealed class RelayedBody(Stream engine, PipeWriter silo, Action waits)
{
    /// <summary>Most bytes that are read at once.</summary>
    public const int ReadBytes = 4 * 1024;

    /// <summary>Bytes from which on what was read is sent: what is taken from the engine ahead goes together, since to send at all costs more than what is sent.</summary>
    public const int EnoughToSend = ReadAheadStream.MostAhead;

    private int _unsent;

    /// <summary>Whether any of it was passed on.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Passes it on to its end.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The engine broke off; what it had said before was sent.</exception>
    /// <exception cref="OperationCanceledException">It was ended, or the silo has gone.</exception>
    public async Task CopyAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            while (await ReadAsync(buffer.AsMemory(0, ReadBytes), cancellationToken) is > 0 and var count)
            {
                silo.Write(buffer.AsSpan(0, count));
                HasBegun = true;
                _unsent += count;
                if (_unsent >= EnoughToSend)
                {
                    await SendAsync(cancellationToken);
                }
            }
        }
        finally
        {
            // No read is under way here, however it ended.
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = engine.ReadAsync(buffer, cancellationToken);
        if (read.IsCompletedSuccessfully)
        {
            return read;
        }

        waits();
        return _unsent == 0 ? read : SendBesideAsync(read, cancellationToken);
    }

    private async ValueTask<int> SendBesideAsync(ValueTask<int> read, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(cancellationToken);
        }
        catch
        {
            // Its buffer is not given back before the read has let go of it.
            await engine.DisposeAsync();
            await ((Task)read.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await read;
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        _unsent = 0;
        var flush = await silo.FlushAsync(cancellationToken);
        if (flush.IsCompleted || flush.IsCanceled)
        {
            throw new OperationCanceledException("the silo that asked has gone");
        }
    }
}
