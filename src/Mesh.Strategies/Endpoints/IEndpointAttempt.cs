using Mesh.Contracts.Chat;

namespace Mesh.Strategies.Endpoints;

/// <summary>An attempt under way. Disposing it before its end cancels the upstream call; disposing accounts it.</summary>
public interface IEndpointAttempt : IAsyncDisposable
{
    /// <summary>The endpoint that answers.</summary>
    string Endpoint { get; }

    /// <summary>The catalogue's model that answers.</summary>
    string Model { get; }

    /// <summary>Whether the model is simulated.</summary>
    bool Simulated { get; }

    /// <summary>Whether the model goes on with the beginning of an answer (the capability <c>prefix</c>).</summary>
    bool TakesPrefix { get; }

    /// <summary>The vendor's request id.</summary>
    string? UpstreamRequestId { get; }

    /// <summary>The vendor's rate-limit headers.</summary>
    IReadOnlyList<KeyValuePair<string, string>> RateLimits { get; }

    /// <summary>The frames, once.</summary>
    /// <exception cref="EndpointException">The answer broke off.</exception>
    IAsyncEnumerable<ContentFrame> ReadAsync(CancellationToken cancellationToken);

    /// <summary>What it has taken so far; final once the frames are read to their end.</summary>
    AttemptAccount Account { get; }
}
