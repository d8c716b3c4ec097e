using Grpc.Core;

namespace Mesh.Client.Errors;

/// <summary>The mesh refused, failed, broke off or was not reached.</summary>
public sealed class MeshClientException : Exception
{
    /// <summary>The reason when no mesh answered at the address.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>The reason when the connection was lost in the middle of an answer.</summary>
    public const string ConnectionLost = "connection_lost";

    /// <summary>Makes one.</summary>
    /// <param name="code">The closed code.</param>
    /// <param name="reason">The open reason under it.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="inner">The fault beneath.</param>
    public MeshClientException(MeshErrorCode code, string reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The closed code.</summary>
    public MeshErrorCode Code { get; }

    /// <summary>The open snake_case reason under the code, such as <c>model_not_found</c>.</summary>
    public string Reason { get; }

    /// <summary>The request's field that is wrong; null when none is.</summary>
    public string? Field { get; init; }

    /// <summary>How long to wait before a retry, where the mesh said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Each attempt or refused candidate, <c>endpoint: why</c>, in order.</summary>
    public IReadOnlyList<string> Attempts { get; init; } = [];

    /// <summary>The endpoint whose vendor refused; null when the error is the mesh's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The vendor's HTTP status.</summary>
    public int? UpstreamStatus { get; init; }

    /// <summary>The vendor's own code.</summary>
    public string? UpstreamCode { get; init; }

    /// <summary>The vendor's request id, for a support case.</summary>
    public string? UpstreamRequestId { get; init; }

    /// <summary>The decision by which the request went, for <c>GetDecision</c>; null when none was made.</summary>
    public string? DecisionId { get; init; }

    /// <summary>How far a streamed answer had got when it broke off; null when the mesh did not say, or none had begun.</summary>
    public MeshInterruption? Interruption { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool RetryCanHelp => Code is MeshErrorCode.QuotaExhausted or MeshErrorCode.NoCapacity or MeshErrorCode.UpstreamFailed or MeshErrorCode.Interrupted or MeshErrorCode.Unavailable;

    /// <summary>Reads the error of a call that was made with one of the raw service clients.</summary>
    public static MeshClientException From(RpcException error) => RpcErrors.Read(error, began: false);
}
