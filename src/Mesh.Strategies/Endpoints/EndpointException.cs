using Mesh.Contracts.Errors;

namespace Mesh.Strategies.Endpoints;

/// <summary>One endpoint did not answer, or broke off.</summary>
/// <param name="error">What the caller sees if nobody else answers.</param>
/// <param name="mayMove">Whether another endpoint may do better.</param>
/// <param name="inner">The fault beneath.</param>
public sealed class EndpointException(MeshError error, bool mayMove, Exception? inner = null) : Exception(error.Message, inner)
{
    private Action? _withdraw;

    /// <summary>What the caller sees if nobody else answers.</summary>
    public MeshError Error { get; } = error;

    /// <summary>Whether another endpoint may do better.</summary>
    public bool MayMove { get; } = mayMove;

    /// <summary>
    /// How the upstream failed, from the closed list of an attempt's outcomes (docs/metrics.md); null when it was not asked,
    /// because its gate refused or the request could not be made ready for it.
    /// </summary>
    public string? FailureClass { get; init; }

    /// <summary>Whether the transport failed (unreachable, broken, silent) and not the upstream by an answer of its own.</summary>
    public bool IsTransport { get; init; }

    /// <summary>Takes back what the failure told the endpoint's circuit; null when it told nothing.</summary>
    public Action? Withdraw
    {
        init => _withdraw = value;
    }

    /// <summary>Says that the request is to blame and not the endpoint: the failure no longer counts against its circuit. Works once; thread-safe.</summary>
    public void Retract() => Interlocked.Exchange(ref _withdraw, null)?.Invoke();
}
