using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;

namespace Mesh.Conversations.Engine;

/// <summary>
/// Turns that wait behind the one that runs, first come first served, at most <see cref="MostWaiting"/>. It is a courtesy and no part of what
/// is promised: it is lost with its activation, and then they who ask first go first. Not thread-safe.
/// </summary>
/// <param name="id">The conversation's id, for the refusal.</param>
/// <param name="time">The clock.</param>
public sealed class WaitingTurns(string id, TimeProvider time)
{
    /// <summary>Most turns that wait.</summary>
    public const int MostWaiting = 8;

    /// <summary>How long a place is held for a caller that does not ask again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<(string TurnId, long Asked)> _waiting = [];

    /// <summary>Turns that wait now.</summary>
    public int Count
    {
        get
        {
            _waiting.RemoveAll(w => time.GetElapsedTime(w.Asked) >= Patience);
            return _waiting.Count;
        }
    }

    /// <summary>Whether nobody waits before this turn.</summary>
    public bool MayGo(string turnId) => Count == 0 || _waiting[0].TurnId == turnId;

    /// <summary>Takes or keeps a place.</summary>
    /// <param name="turnId">The turn that waits.</param>
    /// <param name="running">The turn that runs, for the refusal; null when it has just ended.</param>
    /// <exception cref="MeshException">conflict, reason conversation_busy: as many wait as may.</exception>
    public void Wait(string turnId, RunningTurn? running)
    {
        var (count, at) = (Count, _waiting.FindIndex(w => w.TurnId == turnId));
        if (at >= 0)
        {
            _waiting[at] = (turnId, time.GetTimestamp());
            return;
        }

        if (count >= MostWaiting)
        {
            throw ConversationErrors.Busy(id, count, running);
        }

        _waiting.Add((turnId, time.GetTimestamp()));
    }

    /// <summary>Gives a place up: the turn runs, or needs not.</summary>
    public void Leave(string turnId) => _waiting.RemoveAll(w => w.TurnId == turnId);
}
