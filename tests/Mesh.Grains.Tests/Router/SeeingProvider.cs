using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Grains.Tests.Router;

/// <summary>Notes which models got to see what; refuses, breaks off or answers by the draw.</summary>
internal sealed class SeeingProvider(Func<double> draw) : IModelProvider
{
    /// <summary>The models that were shown something, with what it was.</summary>
    public ConcurrentQueue<(ModelEntry Model, string Text)> Seen { get; } = new();

    public bool Serves(ProviderKind kind) => true;

    public Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken)
    {
        Seen.Enqueue((target.Model, string.Concat(task.Request.Messages.SelectMany(m => m.Parts).OfType<TextPart>().Select(t => t.Text))));
        Fail(0.4);
        return Task.FromResult<IUpstreamAnswer>(new Answer(this));
    }

    public Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken)
    {
        Seen.Enqueue((target.Model, Encoding.UTF8.GetString(task.Native.Span)));
        Fail(0.4);
        return Task.FromResult(new EmbeddingAnswer(default, null));
    }

    private void Fail(double often)
    {
        if (draw() < often)
        {
            throw new UpstreamException(draw() < 0.5 ? UpstreamFaultKind.Unreachable : UpstreamFaultKind.Broken, new UpstreamFailure { Endpoint = "e" });
        }
    }

    private sealed class Answer(SeeingProvider owner) : IUpstreamAnswer
    {
        public string? RequestId => null;

        public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

        public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            for (var i = 0; i < 3; i++)
            {
                yield return new Piece();
                owner.Fail(0.2);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Piece : ContentFrame
    {
        public override Dialect Dialect => Dialect.OpenAI;

        public override ReadOnlyMemory<byte> Raw { get; } = Encoding.UTF8.GetBytes("x");

        public override bool HasContent => true;

        public override IReadOnlyList<ChatEvent> Read() => [new TextDelta(0, "x")];
    }
}
