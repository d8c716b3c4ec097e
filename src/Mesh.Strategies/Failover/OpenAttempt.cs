using Mesh.Contracts.Chat;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>An attempt whose first content frame is here.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Head">The frames up to and with that one.</param>
/// <param name="Rest">Those after it.</param>
internal sealed record OpenAttempt(IEndpointAttempt Attempt, IReadOnlyList<ContentFrame> Head, IAsyncEnumerator<ContentFrame> Rest) : IAsyncDisposable
{
    private const int MaxHeldFrames = 64;

    /// <summary>Reads an attempt up to its first content frame. Frames before it are held, at most 64: beyond that, signs of life are dropped and anything else counts as content.</summary>
    /// <exception cref="EndpointException">It failed before; it is closed.</exception>
    public static async Task<OpenAttempt> ReadAsync(IEndpointAttempt attempt, CancellationToken cancellationToken)
    {
        var frames = attempt.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            var head = new List<ContentFrame>(2);
            while (await frames.MoveNextAsync())
            {
                var frame = frames.Current;
                if (head.Count < MaxHeldFrames || !frame.IsKeepAlive)
                {
                    head.Add(frame);
                }

                if (frame.HasContent || head.Count > MaxHeldFrames)
                {
                    break;
                }
            }

            return new OpenAttempt(attempt, head, frames);
        }
        catch
        {
            await CloseAsync(frames, attempt);
            throw;
        }
    }

    public ValueTask DisposeAsync() => CloseAsync(Rest, Attempt);

    // Frames that fail to close must not keep the attempt from being accounted.
    private static async ValueTask CloseAsync(IAsyncEnumerator<ContentFrame> frames, IEndpointAttempt attempt)
    {
        try
        {
            await frames.DisposeAsync();
        }
        finally
        {
            await attempt.DisposeAsync();
        }
    }
}
