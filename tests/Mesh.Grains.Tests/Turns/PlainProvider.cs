using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Providers.Pipeline;

namespace Mesh.Grains.Tests.Turns;

/// <summary>Answers at once with a few words and the count of their tokens, unless a test says otherwise of an endpoint.</summary>
internal sealed class PlainProvider : IModelProvider
{
    public static readonly TokenUsage Took = new() { Input = 10, Output = 5 };
    private static readonly byte[] s_vector = """{"data":[{"index":0,"embedding":[1,0]}]}"""u8.ToArray();

    /// <summary>How endpoints fail before they answer; may be changed while they are asked.</summary>
    public ConcurrentDictionary<string, UpstreamFaultKind> Faults { get; } = [];

    /// <summary>Endpoints that break off in their answer.</summary>
    public HashSet<string> Breaks { get; } = [];

    /// <summary>Whether endpoints answer and fail over a network: later, and not before the call has returned.</summary>
    public bool IsFar { get; set; }

    /// <summary>The endpoints that were asked, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>The classes in which vectors were asked for, in order.</summary>
    public ConcurrentQueue<WorkClass?> Embedded { get; } = new();

    public bool Serves(ProviderKind kind) => true;

    public async Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken)
    {
        if (IsFar)
        {
            await Task.Yield();
        }

        Ask(target);
        return new Answer(target.Endpoint.Name, Breaks.Contains(target.Endpoint.Name));
    }

    public Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken)
    {
        Ask(target);
        Embedded.Enqueue(task.Query.Class);
        return Task.FromResult(new EmbeddingAnswer(s_vector, Took with { Output = 0 }));
    }

    private void Ask(UpstreamTarget target)
    {
        Asked.Enqueue(target.Endpoint.Name);
        if (Faults.TryGetValue(target.Endpoint.Name, out var kind))
        {
            throw Fault(kind, target.Endpoint.Name);
        }
    }

    private static UpstreamException Fault(UpstreamFaultKind kind, string endpoint) => new(kind, new UpstreamFailure { Endpoint = endpoint });

    private sealed class Answer(string endpoint, bool breaks) : IUpstreamAnswer
    {
        public string? RequestId => null;

        public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

        public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return new Frame(null);
            yield return breaks ? throw Fault(UpstreamFaultKind.Broken, endpoint) : new Frame(Took);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Frame(TokenUsage? usage) : ContentFrame
    {
        public override Dialect Dialect => Dialect.OpenAI;

        public override ReadOnlyMemory<byte> Raw { get; } = Encoding.UTF8.GetBytes("x");

        public override bool HasContent => usage is null;

        public override bool IsUsageOnly => usage is not null;

        public override TokenUsage? Usage => usage;

        public override IReadOnlyList<ChatEvent> Read() => usage is null ? [new TextDelta(0, "x"), new ChoiceFinished(0, "stop")] : [new UsageReported(usage)];
    }
}
