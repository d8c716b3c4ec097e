using Mesh.Contracts.Errors;

namespace Mesh.Strategies.Endpoints;

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
