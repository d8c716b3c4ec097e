using System.Runtime.CompilerServices;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Mapping;

/// <summary>A client's answer under way: a frame for each update, or one for a whole answer.</summary>
internal sealed class ChatClientAnswer(IChatClient client, UpstreamTarget target, ChatTask task, UsageSource source, Func<Exception, UpstreamException?> fault) : IUpstreamAnswer
{
    public string? RequestId => null;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var messages = ChatRequestMapping.ToMessages(task.Request);
        var options = ChatRequestMapping.ToOptions(task.Request, target.Endpoint.UpstreamModel);
        var mapping = new AnswerMapping(source);
        if (!task.Streaming)
        {
            var events = await AskedAsync(() => WholeAsync(messages, options, mapping, cancellationToken), cancellationToken);
            yield return new TypedFrame(mapping.Finished ? events : [.. events, mapping.Finish()]);
            yield break;
        }

        await using var updates = client.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await AskedAsync(async () => await updates.MoveNextAsync() ? mapping.Read(updates.Current) : null, cancellationToken) is { } events)
        {
            if (events.Count > 0)
            {
                yield return new TypedFrame(events);
            }
        }

        if (!mapping.HasContent && !mapping.Finished)
        {
            throw new UpstreamException(UpstreamFaultKind.Malformed, new UpstreamFailure { Endpoint = target.Endpoint.Name, Message = "the stream ended without an answer" });
        }

        if (!mapping.Finished)
        {
            yield return new TypedFrame([mapping.Finish()]);
        }
    }

    // The client is the provider's; the stream ended with its enumerator.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IReadOnlyList<ChatEvent>> WholeAsync(IReadOnlyList<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions options, AnswerMapping mapping, CancellationToken cancellationToken)
    {
        var response = await client.GetResponseAsync(messages, options, cancellationToken);
        return [.. response.ToChatResponseUpdates().SelectMany(mapping.Read)];
    }

    private async Task<T> AskedAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && fault(e) is { } known)
        {
            throw known;
        }
    }
}
