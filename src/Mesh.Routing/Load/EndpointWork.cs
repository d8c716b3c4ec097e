namespace Mesh.Routing.Load;

/// <summary>
/// What is under way at one endpoint, from this silo exactly and from the others as they told, and how fast it reads. The gate writes
/// its own part, the fabric the others'. Safe from any thread.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class EndpointWork(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<WorkPiece> _pieces = new();
    private long _unread;
    private long _held;
    private int _prompts;
    private long _peersUnread;
    private long _peersHeld;
    private int _peersPrompts;
    private (long Epoch, double? Rate) _engine;

    /// <summary>How fast it reads prompts.</summary>
    public PrefillRate Rate { get; } = new();

    /// <summary>Prompt tokens of this silo's requests whose first content is still to come, without those taken to be cached.</summary>
    public long Unread => Volatile.Read(ref _unread);

    /// <summary>This silo's requests whose first content is still to come.</summary>
    public int Prompts => Volatile.Read(ref _prompts);

    /// <summary>Tokens of its cache that this silo's requests may need.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>As <see cref="Unread"/>, of the other silos.</summary>
    public long PeersUnread
    {
        get => Volatile.Read(ref _peersUnread);
        set => Volatile.Write(ref _peersUnread, value);
    }

    /// <summary>As <see cref="Held"/>, of the other silos.</summary>
    public long PeersHeld
    {
        get => Volatile.Read(ref _peersHeld);
        set => Volatile.Write(ref _peersHeld, value);
    }

    /// <summary>As <see cref="Prompts"/>, of the other silos.</summary>
    public int PeersPrompts
    {
        get => Volatile.Read(ref _peersPrompts);
        set => Volatile.Write(ref _peersPrompts, value);
    }

    /// <summary>What the engine behind it is now. Another process, or a new measure, begins to learn anew. Called by the fabric alone.</summary>
    /// <param name="epoch">When its process started.</param>
    /// <param name="tokensASecond">Prompt tokens a second that were measured; null when they were not.</param>
    public void Follow(long epoch, double? tokensASecond)
    {
        if (_engine != (epoch, tokensASecond))
        {
            _engine = (epoch, tokensASecond);
            Rate.Calibrate(tokensASecond is > 0 ? tokensASecond : null);
        }
    }

    /// <summary>A request goes out. Its end is told by <see cref="End"/>, whatever it is.</summary>
    /// <param name="unread">Prompt tokens that are not taken to be cached.</param>
    /// <param name="held">Prompt and expected answer tokens.</param>
    public WorkPiece Begin(long unread, long held)
    {
        var piece = new WorkPiece(Math.Max(0, unread), Math.Max(0, held), time.GetTimestamp());
        lock (_lock)
        {
            _pieces.AddLast(piece.Place);
            Volatile.Write(ref _prompts, _prompts + 1);
            Volatile.Write(ref _unread, _unread + piece.Unread);
            Volatile.Write(ref _held, _held + piece.Held);
            piece.Before = _unread + PeersUnread;
        }

        return piece;
    }

    /// <summary>Its first content is here; what that took tells how fast the endpoint reads.</summary>
    public void Read(WorkPiece piece)
    {
        var first = false;
        lock (_lock)
        {
            first = ReadNeedsLock(piece);
        }

        if (first)
        {
            Rate.Observe(piece.Before, time.GetElapsedTime(piece.Began).TotalSeconds);
        }
    }

    /// <summary>It has ended, with or without content. Only the first call counts.</summary>
    public void End(WorkPiece piece)
    {
        lock (_lock)
        {
            EndNeedsLock(piece);
        }
    }

    /// <summary>Ends what began longer ago than any request may last: its end was missed, and would keep the endpoint loaded for ever.</summary>
    /// <returns>How many there were.</returns>
    public int Sweep(TimeSpan longest)
    {
        var swept = 0;
        lock (_lock)
        {
            while (_pieces.First is { } oldest && time.GetElapsedTime(oldest.Value.Began) > longest)
            {
                EndNeedsLock(oldest.Value);
                swept++;
            }
        }

        return swept;
    }

    private bool ReadNeedsLock(WorkPiece piece)
    {
        if (piece.IsRead)
        {
            return false;
        }

        piece.IsRead = true;
        Volatile.Write(ref _prompts, _prompts - 1);
        Volatile.Write(ref _unread, _unread - piece.Unread);
        return true;
    }

    private void EndNeedsLock(WorkPiece piece)
    {
        if (piece.Place.List is null)
        {
            return;
        }

        ReadNeedsLock(piece);
        _pieces.Remove(piece.Place);
        Volatile.Write(ref _held, _held - piece.Held);
    }
}
