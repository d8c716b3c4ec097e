using Mesh.Conversations.Log;

namespace Mesh.Conversations.Telling;

/// <summary>
/// Tells on what happened in a conversation and forgets it once everybody has heard. Who wrote calls it after the write; a sweep calls it
/// for conversations whose writer died in between. Both at once do no harm, since followers take the same twice as one.
/// </summary>
public sealed class ConversationOutbox(IConversationLog log, IEnumerable<IConversationFollower> followers)
{
    // Each round tells on LogBounds.MostEventsRead; what is left is the sweep's.
    private const int MostRounds = 16;
    private readonly IConversationFollower[] _followers = [.. followers];

    /// <summary>Tells on all that waits. Gives whether nothing of it waits any more.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the log or a follower could not be reached; what was not told on still waits.</exception>
    public async Task<bool> TellOnAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var read = await log.ReadOutboxAsync(key, cancellationToken);
            if (read.Count == 0)
            {
                return true;
            }

            var events = WholeWrites(read);
            if (await log.ReadHeadAsync(key, cancellationToken) is not { } head)
            {
                return false;
            }

            foreach (var follower in _followers)
            {
                await follower.FollowAsync(key, head, events, cancellationToken);
            }

            await log.ForgetOutboxAsync(key, events[^1].Sequence, cancellationToken);
            if (read.Count < LogBounds.MostEventsRead)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells on that nothing of a deleted conversation will be left. To be done once all that happened was told on.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: a follower could not be reached.</exception>
    public async Task ForgetAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        foreach (var follower in _followers)
        {
            await follower.ForgetAsync(key, cancellationToken);
        }
    }

    // A full read may end amid the events of one write, which are forgotten together.
    private static IReadOnlyList<ConversationEvent> WholeWrites(IReadOnlyList<ConversationEvent> read) =>
        read.Count < LogBounds.MostEventsRead ? read : [.. read.TakeWhile(e => e.Sequence < read[^1].Sequence)];
}
