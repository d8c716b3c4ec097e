using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Providers.Pipeline;

namespace Mesh.Providers.Simulated;

/// <summary>A simulated answer under way.</summary>
internal sealed class SimulatedAnswer(string model, SimulatedBehavior behavior, IReadOnlyList<string> words, ChatTask task, TimeProvider time) : IUpstreamAnswer
{
    public string? RequestId => null;

    public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

    public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = task.Request;
        var called = request.ToolChoice is { Mode: ToolChoiceMode.Required or ToolChoiceMode.Function };
        var limit = Math.Min(words.Count, request.Settings.MaxOutputTokens ?? int.MaxValue);
        var identity = new AnswerIdentified($"sim-{Guid.CreateVersion7(time.GetUtcNow()):N}", model, time.GetUtcNow().ToUnixTimeSeconds());
        var usage = new UsageReported(new TokenUsage { Input = SimulatedText.PromptTokens(request), Output = limit, Source = UsageSource.Estimated });
        var finish = new ChoiceFinished(0, called ? "tool_calls" : limit < words.Count ? "length" : "stop");
        await Task.Delay(behavior.FirstToken, time, cancellationToken);
        if (called || !task.Streaming)
        {
            await PaceAsync(limit - 1, cancellationToken);
            ChatEvent content = called ? Call(request) : new TextDelta(0, string.Concat(words.Take(limit)));
            yield return new TypedFrame([identity, content, finish, usage]);
            yield break;
        }

        for (var i = 0; i < limit; i++)
        {
            await PaceAsync(i == 0 ? 0 : 1, cancellationToken);
            yield return new TypedFrame([identity, new TextDelta(0, words[i])]);
        }

        yield return new TypedFrame([identity, finish]);
        yield return new TypedFrame([identity, usage]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ToolCallDelta Call(ChatRequest request) =>
        new(0, 0, "call_simulated", request.ToolChoice!.FunctionName ?? request.Tools[0].Name, "{}");

    private Task PaceAsync(int tokens, CancellationToken cancellationToken) =>
        tokens > 0 && behavior.TokensPerSecond > 0 ? Task.Delay(TimeSpan.FromSeconds(tokens / behavior.TokensPerSecond), time, cancellationToken) : Task.CompletedTask;
}
