using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Failover;

/// <summary>An endpoint that was asked, or was to be asked, and did not give the whole answer.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Reason">Why, in the words of the error list's reasons.</param>
/// <param name="Refused">Whether it was never reached: its gate or the retry budget refused.</param>
public sealed record FailedAttempt(string Endpoint, string Reason, bool Refused)
{
    /// <summary>What it took, where a part of its answer had left for the caller; else null.</summary>
    public AttemptAccount? Account { get; init; }

    /// <summary>The failure; null when it was not asked.</summary>
    internal EndpointException? Failure { get; init; }
}
