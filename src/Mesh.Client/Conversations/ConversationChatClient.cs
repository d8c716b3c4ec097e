using Mesh.Client.Answers;
using Microsoft.Extensions.AI;

namespace Mesh.Client.Conversations;

/// <summary>One conversation as a chat client that keeps its history at the mesh: it is given the new messages alone.</summary>
/// <param name="conversations">The client.</param>
/// <param name="id">The conversation's id.</param>
/// <param name="turns">How each turn is sent.</param>
/// <param name="address">The mesh's address.</param>
internal sealed class ConversationChatClient(MeshConversationClient conversations, string id, Func<MeshTurnOptions> turns, Uri address) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new("meshsilo", address);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToMeshResponseAsync(cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        conversations.SendAsync(id, messages, options, turns(), cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(conversations) ? conversations
        : null;

    public void Dispose()
    {
    }
}
