using System.Runtime.CompilerServices;
using System.Text;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Embeddings;
using Mesh.Contracts.Errors;
using Mesh.Providers.Pipeline;

namespace Mesh.Grains.Tests.Turns;

/// <summary>An upstream that answers, fails in every way, breaks off, hangs or throws what nobody expects, by the draw.</summary>
internal sealed class MoodyProvider(TimeProvider time, Func<double> draw) : IModelProvider
{
    private static readonly UpstreamFaultKind[] s_kinds = Enum.GetValues<UpstreamFaultKind>();
    private int _open;

    /// <summary>Answers that were given and not let go of.</summary>
    public int Open => Volatile.Read(ref _open);

    private double Draw() => draw();

    private TimeProvider Time => time;

    public bool Serves(ProviderKind kind) => true;

    public async Task<IUpstreamAnswer> ChatAsync(UpstreamTarget target, ChatTask task, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        Interlocked.Increment(ref _open);
        return new Answer(this);
    }

    public async Task<EmbeddingAnswer> EmbedAsync(UpstreamTarget target, EmbeddingTask task, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        return new EmbeddingAnswer(default, null);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var mood = draw();
        if (mood > 0.2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1 + (draw() * 20)), time, cancellationToken);
        }

        if (mood > 0.98)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        Fail(0.15);
    }

    private void Fail(double often)
    {
        var mood = draw();
        if (mood < often)
        {
            var kind = s_kinds[(int)(draw() * s_kinds.Length)];

            // An account that is used up takes an endpoint out for minutes: seldom, or little else would happen.
            kind = kind is UpstreamFaultKind.Credentials or UpstreamFaultKind.QuotaSpent && draw() < 0.9 ? UpstreamFaultKind.Broken : kind;
            throw new UpstreamException(kind, new UpstreamFailure { Endpoint = "e" }, draw() < 0.5 ? TimeSpan.FromMilliseconds(5) : null);
        }

        if (mood < often + 0.01)
        {
            throw new InvalidDataException("a defect");
        }
    }

    private sealed class Answer(MoodyProvider owner) : IUpstreamAnswer
    {
        private int _closed;

        public string? RequestId => null;

        public IReadOnlyList<KeyValuePair<string, string>> RateLimits => [];

        public async IAsyncEnumerable<ContentFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var left = 1 + (int)(owner.Draw() * 6); left > 0; left--)
            {
                if (owner.Draw() < 0.5)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(1 + (owner.Draw() * 10)), owner.Time, cancellationToken);
                }

                owner.Fail(0.04);
                yield return new Piece(owner.Draw() < 0.8);
            }
        }

        public ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _closed, 1) == 0)
            {
                Interlocked.Decrement(ref owner._open);
            }

            return ValueTask.CompletedTask;
        }
    }

    private sealed class Piece(bool content) : ContentFrame
    {
        public override Dialect Dialect => Dialect.OpenAI;

        public override ReadOnlyMemory<byte> Raw { get; } = Encoding.UTF8.GetBytes("x");

        public override bool IsKeepAlive => !content;

        public override bool HasContent => content;

        public override IReadOnlyList<ChatEvent> Read() => content ? [new TextDelta(0, "x")] : [];
    }
}
