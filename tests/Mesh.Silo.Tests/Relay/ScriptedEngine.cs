namespace Mesh.Silo.Tests.Relay;

/// <summary>An engine's answer as a test says: pieces that are there at once, and the end or a break where the test comes to it.</summary>
internal sealed class ScriptedEngine : Stream
{
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _pieces = new();
    private (Memory<byte> Buffer, TaskCompletionSource<int> Read)? _waiting;
    private Func<int>? _end;

    /// <summary>Reads that were begun.</summary>
    public int Reads { get; private set; }

    /// <summary>Whether a read waits for more.</summary>
    public bool IsWaitedFor
    {
        get
        {
            lock (_lock)
            {
                return _waiting is not null;
            }
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Adds a piece; one that is read in parts is none.</summary>
    public ScriptedEngine Say(byte[] piece) => Go(() => _pieces.Enqueue(piece));

    /// <summary>Nothing more comes.</summary>
    public ScriptedEngine End() => Go(() => _end = () => 0);

    /// <summary>It breaks off.</summary>
    public ScriptedEngine Break() => Go(() => _end = () => throw new IOException("broken"));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Task<int> read;
        lock (_lock)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Reads++;
            if (_pieces.Count > 0 || _end is not null)
            {
                return Next(buffer);
            }

            var waiting = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting = (buffer, waiting);
            read = waiting.Task;
        }

        return await read.WaitAsync(cancellationToken);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Break();
        }

        base.Dispose(disposing);
    }

    private ScriptedEngine Go(Action act)
    {
        lock (_lock)
        {
            act();
            if (_waiting is var (buffer, read))
            {
                _waiting = null;
                try
                {
                    read.SetResult(Next(buffer));
                }
                catch (IOException e)
                {
                    read.SetException(e);
                }
            }
        }

        return this;
    }

    private int Next(Memory<byte> buffer)
    {
        if (_pieces.TryDequeue(out var piece))
        {
            piece.CopyTo(buffer);
            return piece.Length;
        }

        return _end!();
    }
}
