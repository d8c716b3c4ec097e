using Mesh.Contracts.Conversations;
using Mesh.Conversations.Log;
using Mesh.Grains.Conversations.Live;

namespace Mesh.Grains.Conversations;

/// <summary>Gets the frames of attempts from the silos that run them; this one's own without a call.</summary>
internal sealed class TurnFrames(LiveTurns live, LiveTurnClient remote, ILocalSiloDetails silo)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    /// <summary>This silo, as conversations name it.</summary>
    public string Self { get; } = silo.SiloAddress.ToParsableString();

    /// <summary>Holds on to an attempt that runs here; null when it does not.</summary>
    public IDisposable? Hold(string owner, TurnAddress turn) => owner == Self ? live.Find(turn)?.Hold() : null;

    /// <summary>Frames from a place on, or none after a while; null when the owner cannot be reached.</summary>
    public async Task<FrameBatch?> ReadAsync(string owner, TurnAddress turn, long from, CancellationToken cancellationToken)
    {
        if (owner == Self)
        {
            return live.Find(turn) is { } found ? new FrameBatch(true, await found.ReadAsync(from, s_longest, cancellationToken)) : FrameBatch.Unknown;
        }

        try
        {
            return await remote.At(SiloAddress.FromParsableString(owner)).ReadAsync(turn, from).WaitAsync(cancellationToken);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or IOException)
        {
            return null;
        }
    }

    /// <summary>Asks the owner to end an attempt; false when it does not run there or cannot be reached.</summary>
    public async Task<bool> CancelAsync(string owner, TurnAddress turn)
    {
        if (owner == Self)
        {
            live.Find(turn)?.Cancel(LiveTurnEnd.Cancelled);
            return live.Find(turn) is not null;
        }

        try
        {
            return await remote.At(SiloAddress.FromParsableString(owner)).CancelAsync(turn);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or IOException)
        {
            return false;
        }
    }

    /// <summary>Has a silo let go of a deleted conversation's frames; false when it cannot be reached.</summary>
    public async Task<bool> EraseAsync(string owner, ConversationKey conversation)
    {
        if (owner == Self)
        {
            live.Erase(conversation.Tenant, conversation.Id);
            return true;
        }

        try
        {
            await remote.At(SiloAddress.FromParsableString(owner)).EraseAsync(conversation.Tenant, conversation.Id);
            return true;
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or IOException)
        {
            return false;
        }
    }
}
