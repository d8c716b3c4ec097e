using Microsoft.Extensions.AI;

namespace Mesh.Client.Answers;

/// <summary>
/// Stands in a stream where an endpoint broke off and another one took over; comes only to callers that asked for it
/// (<see cref="Requests.MeshChatOptionsExtensions.AcceptResets"/>, <see cref="Requests.MeshChatOptionsExtensions.AcceptSplices"/>).
/// </summary>
/// <param name="isReset">Whether everything before is void and the answer begins anew; else the text goes on.</param>
/// <param name="fromEndpoint">The endpoint that broke off.</param>
/// <param name="reason">Why, such as <c>upstream_broken</c>.</param>
public sealed class MeshTakeOverContent(bool isReset, string fromEndpoint, string reason) : AIContent
{
    /// <summary>Whether everything before is void and the answer begins anew; else the text goes on.</summary>
    public bool IsReset { get; } = isReset;

    /// <summary>The endpoint that broke off.</summary>
    public string FromEndpoint { get; } = fromEndpoint;

    /// <summary>Why, such as <c>upstream_broken</c>.</summary>
    public string Reason { get; } = reason;
}
