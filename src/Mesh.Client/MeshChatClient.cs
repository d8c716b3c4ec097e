using System.Runtime.CompilerServices;
using Grpc.Core;
using Mesh.Client.Answers;
using Mesh.Client.Errors;
using Mesh.Client.Outcomes;
using Mesh.Client.Requests;
using Mesh.Client.Transport;
using Microsoft.Extensions.AI;
using V1 = MeshSilo.V1;

namespace Mesh.Client;

/// <summary>
/// Chat through the mesh. <see cref="ChatOptions.ModelId"/> names a route, a model or an endpoint; <see cref="MeshChatOptionsExtensions"/>
/// sets what only a mesh can do, and <see cref="MeshOutcomeExtensions"/> reads how an answer came about. Errors are
/// <see cref="MeshClientException"/>; in a stream the text before it has been given. May be used by many threads at once.
/// </summary>
public sealed class MeshChatClient : IChatClient
{
    private readonly V1.ChatService.ChatServiceClient _chat;
    private readonly MeshClientOptions _options;
    private readonly TimeProvider _time;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Makes one over a raw client, whose channel stays its owner's.</summary>
    /// <param name="chat">The raw client.</param>
    /// <param name="options">The options; address and key are the raw client's already.</param>
    /// <param name="time">The clock for deadlines; null for the system's.</param>
    public MeshChatClient(V1.ChatService.ChatServiceClient chat, MeshClientOptions options, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(chat);
        ArgumentNullException.ThrowIfNull(options);
        MeshClientOptionsCheck.ThrowIfWrong(options);
        _chat = chat;
        _options = options;
        _time = time ?? TimeProvider.System;
        _metadata = new ChatClientMetadata("meshsilo", new Uri(options.Address), options.Model);
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new V1.CompleteRequest { Chat = ChatRequestMapping.Map(this, messages, options, _options.Model) };
        try
        {
            return WholeAnswer.Map(await _chat.CompleteAsync(request, Call(options, cancellationToken)), WantsReasoning(options));
        }
        catch (RpcException e)
        {
            throw RpcErrors.Translate(e, began: false, _options.Address, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = new V1.StreamRequest { Chat = ChatRequestMapping.Map(this, messages, options, _options.Model), Accepts = { MeshChatOptionsExtensions.Signals(options) } };
        var answer = new StreamedAnswer(WantsReasoning(options), request.Accepts);

        // Disposing the call cancels it: a reader that stops early ends the upstream call.
        using var call = _chat.Stream(request, Call(options, cancellationToken));
        while (await NextAsync(call.ResponseStream, answer, cancellationToken))
        {
            foreach (var update in answer.Take(call.ResponseStream.Current))
            {
                yield return update;
            }
        }

        answer.ThrowIfNotWhole();
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
        {
            return null;
        }

        return serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(_chat) ? _chat
            : null;
    }

    /// <summary>Does nothing: the channel is its owner's.</summary>
    public void Dispose()
    {
    }

    private CallOptions Call(ChatOptions? options, CancellationToken cancellationToken)
    {
        var own = options?.AdditionalProperties?.GetValueOrDefault(MeshChatOptionsExtensions.CallTimeout);
        var timeout = AdditionalSettings.Read<TimeSpan?>(MeshChatOptionsExtensions.CallTimeout, own, "a time such as 00:00:30") ?? _options.Timeout;
        return new CallOptions(deadline: MeshTransport.Deadline(timeout, _time), cancellationToken: cancellationToken);
    }

    private static bool WantsReasoning(ChatOptions? options) => options?.Reasoning?.Output is not ReasoningOutput.None;

    private async Task<bool> NextAsync(IAsyncStreamReader<V1.StreamResponse> events, StreamedAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNext(cancellationToken);
        }
        catch (RpcException e)
        {
            throw RpcErrors.Translate(e, answer.Began, _options.Address, cancellationToken);
        }
    }
}
