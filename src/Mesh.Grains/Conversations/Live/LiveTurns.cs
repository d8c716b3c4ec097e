using System.Collections.Concurrent;
using Mesh.Contracts.Conversations;

namespace Mesh.Grains.Conversations.Live;

/// <summary>The attempts that run on this silo, and those that have ended a moment ago.</summary>
internal sealed class LiveTurns(TimeProvider time)
{
    /// <summary>How long the frames of an attempt that is over are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);

    /// <summary>How long an attempt goes on that nobody reads.</summary>
    public static readonly TimeSpan Unread = TimeSpan.FromSeconds(15);

    /// <summary>Most bytes of attempts that are over; the oldest go first.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>Most bytes of all attempts together, those that run included: sixteen of the largest, or some hundred thousand of the usual ones.</summary>
    public const long MostBytesInAll = 512 * 1024 * 1024;

    private readonly ConcurrentDictionary<TurnAddress, LiveTurn> _turns = new();

    /// <summary>The room that all attempts share.</summary>
    public FrameRoom Room { get; } = new(MostBytesInAll);

    /// <summary>All attempts that are here.</summary>
    public IEnumerable<LiveTurn> All => _turns.Values;

    /// <summary>The attempt; null when it is not here.</summary>
    public LiveTurn? Find(TurnAddress address) => _turns.GetValueOrDefault(address);

    /// <summary>Makes room for an attempt's frames.</summary>
    public LiveTurn Open(TurnAddress address, bool detached)
    {
        var turn = Unnamed(address, detached);
        _turns[address] = turn;
        return turn;
    }

    /// <summary>Room for an attempt's frames that nobody finds by its address, and that whoever asks disposes.</summary>
    public LiveTurn Unnamed(TurnAddress address, bool detached) => new(address, detached, Room, time);

    /// <summary>Lets go of an attempt: from now on this silo does not have it.</summary>
    public void Forget(LiveTurn turn)
    {
        if (_turns.TryRemove(new KeyValuePair<TurnAddress, LiveTurn>(turn.Address, turn)))
        {
            turn.Dispose();
        }
    }

    /// <summary>Ends the attempts of a deleted conversation. Frames of those that are over go at once, of the others as soon as they are.</summary>
    public void Erase(string tenant, string conversation)
    {
        foreach (var turn in _turns.Values.Where(t => t.Address.Tenant == tenant && t.Address.Conversation == conversation))
        {
            turn.Cancel(LiveTurnEnd.Cancelled);
            turn.IsErased = true;
            if (turn.OverFor is not null)
            {
                Forget(turn);
            }
        }
    }

    /// <summary>Lets go of what was kept long enough, and asks to end what nobody reads.</summary>
    public void Sweep()
    {
        var over = new List<(LiveTurn Turn, TimeSpan For)>();
        foreach (var turn in _turns.Values)
        {
            if (turn.OverFor is { } since)
            {
                over.Add((turn, since));
            }
            else if (!turn.IsDetached && turn.UnreadFor >= Unread)
            {
                turn.Cancel(LiveTurnEnd.Unread);
            }
        }

        var bytes = 0L;
        foreach (var (turn, since) in over.OrderBy(o => o.For))
        {
            bytes += turn.Bytes;
            if (since >= Kept || bytes > MostBytes || turn.IsErased || Room.IsFull)
            {
                Forget(turn);
            }
        }
    }
}
