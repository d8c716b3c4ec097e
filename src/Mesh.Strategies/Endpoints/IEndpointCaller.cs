using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;

namespace Mesh.Strategies.Endpoints;

/// <summary>The one way in which a plan reaches endpoints.</summary>
public interface IEndpointCaller
{
    /// <summary>Begins one attempt at one endpoint: admits it, sends the request and waits until the upstream accepted it.</summary>
    /// <exception cref="EndpointException">The endpoint is full, failing or refused; says whether another may be asked.</exception>
    Task<IEndpointAttempt> BeginAsync(string endpoint, ChatTask task, CancellationToken cancellationToken);
}

/// <summary>An attempt under way. Disposing it before its end cancels the upstream call; disposing accounts it.</summary>
public interface IEndpointAttempt : IAsyncDisposable
{
    /// <summary>The endpoint that answers.</summary>
    string Endpoint { get; }

    /// <summary>The catalogue's model that answers.</summary>
    string Model { get; }

    /// <summary>Whether the model is simulated.</summary>
    bool Simulated { get; }

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

/// <summary>What an attempt took.</summary>
/// <param name="Usage">Tokens, and where their count comes from.</param>
/// <param name="CostUsd">Price of them.</param>
/// <param name="CostEstimated">Whether the price or the count is an estimate.</param>
/// <param name="FirstToken">Time to the first content frame; null before it.</param>
public sealed record AttemptAccount(TokenUsage Usage, decimal CostUsd, bool CostEstimated, TimeSpan? FirstToken);

/// <summary>One endpoint did not answer, or broke off.</summary>
/// <param name="error">What the caller sees if nobody else answers.</param>
/// <param name="mayMove">Whether another endpoint may do better.</param>
/// <param name="inner">The fault beneath.</param>
public sealed class EndpointException(MeshError error, bool mayMove, Exception? inner = null) : Exception(error.Message, inner)
{
    /// <summary>What the caller sees if nobody else answers.</summary>
    public MeshError Error { get; } = error;

    /// <summary>Whether another endpoint may do better.</summary>
    public bool MayMove { get; } = mayMove;
}
