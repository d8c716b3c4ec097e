using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Providers.Pipeline;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>An upstream that speaks when a test says so, on the test's clock.</summary>
internal sealed class ScriptedProvider(TimeProvider time) : IModelProvider
{
    /// <summary>Wait before the upstream accepts the request.</summary>
    public TimeSpan Accepts { get; set; }

    // Whoever reads goes on within Say, until it waits for more: what a test does next happens after that.
    private readonly Channel<string?> _said = Channel.CreateUnbounded<string?>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });

    /// <summary>Whether the upstream's call was ended from here.</summary>
    public bool Cancelled { get; private set; }

    /// <summary>Whether the answer was let go of.</summary>
    public bool Closed { get; private set; }

    /// <summary>Says a frame; null is a sign of life.</summary>
    public void Say(params string?[] texts) => WithoutContext(() => Assert.All(texts, text => Assert.True(_said.Writer.TryWrite(text))));

    /// <summary>Does something whose continuations run within it and not on the test's own context, later.</summary>
    public static void WithoutContext(Action act)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            act();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Ends the answer.</summary>
    public void End() => _said.Writer.Complete();

    public bool Serves(ProviderKind kind) => true;

    public async Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken)
    {
        cancellationToken.Register(() => Cancelled = true);
        await Task.Delay(Accepts, time, cancellationToken);
        return new Answer(this);
    }

    public async Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken)
    {
        cancellationToken.Register(() => Cancelled = true);
        await Task.Delay(Accepts, time, cancellationToken);
        return new EmbeddingAnswer(default, null);
    }

    private sealed class Answer(ScriptedProvider owner) : IUpstreamAnswer
    {
        public string? RequestId => "req-1";

        public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

        public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var text in owner._said.Reader.ReadAllAsync(cancellationToken))
            {
                yield return new Frame(text);
            }
        }

        public ValueTask DisposeAsync()
        {
            owner.Closed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Frame(string? text) : ContentFrame
    {
        public override Dialect Dialect => Dialect.OpenAI;

        public override ReadOnlyMemory<byte> Raw { get; } = Encoding.UTF8.GetBytes(text ?? ":");

        public override bool IsKeepAlive => text is null;

        public override bool HasContent => text is not null;

        public override IReadOnlyList<ChatEvent> Read() => text is null ? [] : [new TextDelta(0, text)];
    }
}
