using Orleans.Concurrency;
using Orleans.Services;

namespace Mesh.Contracts.Conversations;

/// <summary>Gives the frames of the turns that run on a silo to readers on others. One on each silo; silos alone can reach it.</summary>
[Alias("mesh.ILiveTurnService")]
public interface ILiveTurnService : IGrainService
{
    /// <summary>The frames of an attempt from a place on: at once when some are there, else as soon as one is, or none after a while.</summary>
    /// <param name="turn">The attempt.</param>
    /// <param name="from">The first frame wanted.</param>
    [AlwaysInterleave, Alias("Read")]
    Task<FrameBatch> ReadAsync(TurnAddress turn, long from);

    /// <summary>Ends an attempt; gives false when it does not run here.</summary>
    [AlwaysInterleave, Alias("Cancel")]
    Task<bool> CancelAsync(TurnAddress turn);

    /// <summary>Ends the attempts of a deleted conversation and lets go of all its frames here.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="conversation">The conversation's id in the tenant.</param>
    [AlwaysInterleave, Alias("Erase")]
    Task EraseAsync(string tenant, string conversation);
}
