using System.Buffers;
using System.IO.Pipelines;

namespace Mesh.Silo.Tests.Relay;

/// <summary>The silo that asks: what it was sent, in which pieces, and whether it takes any.</summary>
internal sealed class WatchedSilo : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _written = new();

    // Put whole in place of the one before: tests look at it while it is written.
    private volatile IReadOnlyList<int> _sent = [];
    private TaskCompletionSource? _held;

    /// <summary>The length of each piece that was sent.</summary>
    public IReadOnlyList<int> Sent => _sent;

    /// <summary>All that was sent, in order.</summary>
    public byte[] Bytes => _written.WrittenSpan[.._sent.Sum()].ToArray();

    /// <summary>Bytes that were written and not sent.</summary>
    public int Unsent => _written.WrittenCount - _sent.Sum();

    /// <summary>Whether it has gone.</summary>
    public bool HasGone { get; set; }

    /// <summary>Takes nothing until <see cref="Take"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes what it was sent, and all that follows.</summary>
    public void Take() => _held!.SetResult();

    public override void Advance(int bytes) => _written.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => _written.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _written.GetSpan(sizeHint);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _sent = [.. _sent, Unsent];
        if (_held is { } held)
        {
            await held.Task.WaitAsync(cancellationToken);
        }

        return new FlushResult(isCanceled: false, isCompleted: HasGone);
    }

    public override void CancelPendingFlush() => throw new NotSupportedException();

    public override void Complete(Exception? exception = null)
    {
    }
}
