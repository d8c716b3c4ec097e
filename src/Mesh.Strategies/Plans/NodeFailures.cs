using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Plans;

/// <summary>What a node that stands above others takes for their failure, and what it does not.</summary>
public static class NodeFailures
{
    /// <summary>Whether another node may do better: not where the request itself is at fault or refused, nor where the plan is over, or waits for a person.</summary>
    public static bool MayMove(Exception e) => e switch
    {
        MeshException { Error.Code: MeshErrorCode.InvalidRequest } invalid => invalid.Error.Reason is "capability_missing" or "context_length_exceeded" or "review_too_large",
        MeshException { Error.Code: MeshErrorCode.ContentRefused } refused => refused.Error.Reason == "data_policy",
        MeshException { Error.Reason: PlanRun.TooDeep } => false,
        MeshException { Error.Reason: ReviewPending.Finish } => false,
        MeshException => true,
        EndpointException => true,
        _ => false,
    };

    /// <summary>Whether it is the failure of a call that the plan itself makes in its own words, such as a judge's: then the request is not at fault, whatever the error says, and what is there already stands.</summary>
    public static bool IsOfItsOwn(Exception e) => e is EndpointException or MeshException { Error.Reason: not PlanRun.TooDeep };

    /// <summary>A failure in the words of the error list's reasons.</summary>
    public static string? Reason(Exception e) => e switch
    {
        MeshException mesh => mesh.Error.Reason,
        EndpointException endpoint => endpoint.Error.Reason,
        OperationCanceledException => null,
        _ => "internal",
    };

    /// <summary>What becomes of a node that ends so.</summary>
    public static NodeState State(Exception e) => e switch
    {
        OperationCanceledException => NodeState.Cancelled,
        MeshException { Error.Reason: ReviewPending.Finish } => NodeState.Waiting,
        _ => NodeState.Failed,
    };

    /// <summary>The error of a node of which every way has failed: the last one's, with what the others said beside it.</summary>
    public static MeshException Joined(IReadOnlyList<(string Place, Exception Failure)> failures)
    {
        var last = failures[^1].Failure;
        var error = last switch
        {
            MeshException mesh => mesh.Error,
            EndpointException endpoint => endpoint.Error,
            _ => throw new ArgumentException("Not a failure of a node.", nameof(failures), last),
        };
        return new MeshException(error with { Attempts = [.. failures.Select(f => $"{f.Place}: {Reason(f.Failure)}"), .. error.Attempts ?? []] }, last);
    }
}
