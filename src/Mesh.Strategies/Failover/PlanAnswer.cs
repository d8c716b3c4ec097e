using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>An answer whose first content frame is here: from now on no other endpoint can take over unseen.</summary>
public sealed class PlanAnswer(RouteDecision decision, IEndpointAttempt attempt, int attempts, IReadOnlyList<string> fallbackFrom, IReadOnlyList<ContentFrame> head, IAsyncEnumerator<ContentFrame> rest)
    : IAsyncDisposable
{
    /// <summary>The decision that led here.</summary>
    public RouteDecision Decision { get; } = decision;

    /// <summary>The attempt that answers.</summary>
    public IEndpointAttempt Attempt { get; } = attempt;

    /// <summary>How many attempts it took, this one included.</summary>
    public int Attempts { get; } = attempts;

    /// <summary>The endpoints that failed before.</summary>
    public IReadOnlyList<string> FallbackFrom { get; } = fallbackFrom;

    /// <summary>All frames in order, once.</summary>
    /// <exception cref="EndpointException">The answer broke off.</exception>
    public async IAsyncEnumerable<ContentFrame> ReadAsync()
    {
        foreach (var frame in head)
        {
            yield return frame;
        }

        while (await rest.MoveNextAsync())
        {
            yield return rest.Current;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync(rest, Attempt);

    // Frames that fail to close must not keep the attempt from being accounted.
    internal static async ValueTask CloseAsync(IAsyncEnumerator<ContentFrame> frames, IEndpointAttempt attempt)
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
