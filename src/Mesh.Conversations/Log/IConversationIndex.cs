namespace Mesh.Conversations.Log;

/// <summary>A tenant's conversations in the order of their last update. A store may list a change a moment after it is written, never before.</summary>
public interface IConversationIndex
{
    /// <summary>
    /// A page of those that are not deleted, newest update first; of the same instant, the larger id first. From page to page none comes
    /// twice unless it was written in between, and none that was not written is left out.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cursor">Where the page before ended; null for the first page.</param>
    /// <param name="size">How many, from 1 to <see cref="LogBounds.MostListed"/>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of bounds.</exception>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: the store is out of reach or has lost its data.</exception>
    Task<ConversationPage> ListAsync(string tenant, ConversationCursor? cursor, int size, CancellationToken cancellationToken);
}
