using System.Net;
using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog;
using Microsoft.Extensions.AI;

namespace Mesh.Providers.Simulated;

/// <summary>A simulated model as a client: set latency, pace, price and failures, and answers that depend on seed and prompt alone.</summary>
/// <param name="model">The model's name.</param>
/// <param name="behavior">How it behaves.</param>
/// <param name="time">The clock that latencies run on.</param>
/// <param name="draw">Numbers from 0 to 1, for failures.</param>
public sealed class SimulatedChatClient(string model, SimulatedBehavior behavior, TimeProvider time, Func<double> draw) : IChatClient
{
    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var answer = Answer(messages, options);
        await Task.Delay(behavior.FirstToken, time, cancellationToken);
        await PaceAsync(answer.Words.Count - 1, cancellationToken);
        AIContent content = answer.Call ?? (AIContent)new TextContent(string.Concat(answer.Words));
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [content]))
        {
            ResponseId = NewId(),
            ModelId = model,
            CreatedAt = time.GetUtcNow(),
            FinishReason = answer.Finish,
            Usage = answer.Usage,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var answer = Answer(messages, options);
        var id = NewId();
        var created = time.GetUtcNow();
        await Task.Delay(behavior.FirstToken, time, cancellationToken);
        if (answer.Call is { } call)
        {
            await PaceAsync(answer.Words.Count - 1, cancellationToken);
            yield return Update(call);
        }
        else
        {
            for (var i = 0; i < answer.Words.Count; i++)
            {
                await PaceAsync(i == 0 ? 0 : 1, cancellationToken);
                yield return Update(new TextContent(answer.Words[i]));
            }
        }

        var last = Update();
        last.FinishReason = answer.Finish;
        yield return last;
        yield return Update(new UsageContent(answer.Usage));

        ChatResponseUpdate Update(params IList<AIContent> contents) => new(ChatRole.Assistant, contents) { ResponseId = id, ModelId = model, CreatedAt = created };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private SimulatedAnswer Answer(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        if (draw() < behavior.FailureRate)
        {
            throw new HttpRequestException("simulated failure", null, HttpStatusCode.ServiceUnavailable);
        }

        return SimulatedAnswer.For(model, behavior, [.. messages], options ?? new ChatOptions());
    }

    private string NewId() => $"sim-{Guid.CreateVersion7(time.GetUtcNow()):N}";

    private Task PaceAsync(int tokens, CancellationToken cancellationToken) =>
        tokens > 0 && behavior.TokensPerSecond > 0 ? Task.Delay(TimeSpan.FromSeconds(tokens / behavior.TokensPerSecond), time, cancellationToken) : Task.CompletedTask;
}
