namespace Mesh.Conversations.Log;

/// <summary>A page of a list of conversations.</summary>
/// <param name="Conversations">Newest update first.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
[GenerateSerializer, Immutable, Alias("mesh.ConversationPage")]
public sealed record ConversationPage([property: Id(0)] IReadOnlyList<ListedConversation> Conversations, [property: Id(1)] ConversationCursor? Next)
{
    /// <summary>The page of <paramref name="size"/> out of what was found, of which one more than that was looked for.</summary>
    public static ConversationPage Of(IReadOnlyList<ListedConversation> found, int size) => found.Count <= size
        ? new([.. found], null)
        : new([.. found.Take(size)], new ConversationCursor(found[size - 1].UpdatedAt, found[size - 1].Id));
}
