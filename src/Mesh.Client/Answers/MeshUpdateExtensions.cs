using Microsoft.Extensions.AI;

namespace Mesh.Client.Answers;

/// <summary>Puts streams together in which an answer may begin anew.</summary>
public static class MeshUpdateExtensions
{
    /// <summary>The take-over that an update tells of; null when it tells of none.</summary>
    public static MeshTakeOverContent? GetMeshTakeOver(this ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return update.Contents.OfType<MeshTakeOverContent>().FirstOrDefault();
    }

    /// <summary>Adds an update to those that have come; a reset clears them, since they are void.</summary>
    public static void AddOrClear(this ICollection<ChatResponseUpdate> updates, ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(updates);
        switch (update.GetMeshTakeOver())
        {
            case { IsReset: true }:
                updates.Clear();
                break;
            case null:
                updates.Add(update);
                break;
            default:
                // The text goes on; the notice itself is no part of it.
                break;
        }
    }

    /// <summary>Reads a stream to its end as one answer, without what a reset voided.</summary>
    public static async Task<ChatResponse> ToMeshResponseAsync(this IAsyncEnumerable<ChatResponseUpdate> updates, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(updates);
        var kept = new List<ChatResponseUpdate>();
        await foreach (var update in updates.WithCancellation(cancellationToken))
        {
            kept.AddOrClear(update);
        }

        return kept.ToChatResponse();
    }
}
