using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Providers.Pipeline;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>A vendor that answers everything after a set time, and remembers when it was asked and by how many at once.</summary>
internal sealed class CountedUpstream : IModelProvider
{
    private readonly long _began;
    private readonly Lock _lock = new();
    private int _inFlight;

    public CountedUpstream(TimeProvider time)
    {
        Time = time;
        _began = time.GetTimestamp();
    }

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Takes { get; set; }

    /// <summary>When each request came, since this was made.</summary>
    public ConcurrentQueue<TimeSpan> Asked { get; } = new();

    /// <summary>Requests that have no answer yet.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Most of them at once.</summary>
    public int Most { get; private set; }

    private TimeProvider Time { get; }

    public bool Serves(ProviderKind kind) => true;

    public async Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken)
    {
        Asked.Enqueue(Time.GetElapsedTime(_began));
        lock (_lock)
        {
            Most = Math.Max(Most, ++_inFlight);
        }

        try
        {
            await Task.Delay(Takes, Time, cancellationToken);
            return new Answer();
        }
        finally
        {
            lock (_lock)
            {
                _inFlight--;
            }
        }
    }

    public Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class Answer : IUpstreamAnswer
    {
        public string? RequestId => null;

        public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

        public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            yield return new Word();
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Word : ContentFrame
    {
        public override Dialect Dialect => Dialect.OpenAI;

        public override ReadOnlyMemory<byte> Raw { get; } = "hi"u8.ToArray();

        public override bool IsKeepAlive => false;

        public override bool HasContent => true;

        public override IReadOnlyList<ChatEvent> Read() => [new TextDelta(0, "hi")];
    }
}
