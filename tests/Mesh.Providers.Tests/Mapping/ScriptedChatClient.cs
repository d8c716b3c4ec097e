using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog;
using Mesh.Providers.Mapping;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Tests.Mapping;

/// <summary>A client as another dialect would bring it: gives its updates, then fails if it is told to.</summary>
internal sealed class ScriptedChatClient(IReadOnlyList<ChatResponseUpdate> updates, Exception? failure = null) : IChatClient
{
    public CancellationToken Cancellation { get; private set; }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Cancellation = cancellationToken;
        await Task.Yield();
        return failure is null ? updates.ToChatResponse() : throw failure;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Cancellation = cancellationToken;
        foreach (var update in updates)
        {
            await Task.Yield();
            yield return update;
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => throw new InvalidOperationException("an answer must not dispose of its provider's client");
}

/// <summary>The provider that brings it.</summary>
internal sealed class ScriptedProvider(ScriptedChatClient client) : ChatClientProvider
{
    public override bool Serves(ProviderKind kind) => true;

    protected override IChatClient Client(UpstreamTarget target) => client;
}
