using Mesh.Contracts.Errors;

namespace Mesh.Grains.Telemetry;

/// <summary>The closed values of <c>error.type</c>: the closed error list, and a caller that went away.</summary>
public static class ErrorTypes
{
    /// <summary>The caller went away: no error of anybody.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The caller did not read: told apart among the reasons of broken-off answers, and otherwise counted as <see cref="Cancelled"/>.</summary>
    public const string SlowReader = "slow_reader";

    /// <summary>The silo stopped and could wait no longer: told apart among the reasons of broken-off answers, and otherwise counted as unavailable.</summary>
    public const string Draining = "draining";

    /// <summary>A defect of the mesh.</summary>
    public const string Internal = "internal";

    /// <summary>The value of what a request ended by.</summary>
    public static string Of(Exception e, bool callerGone) => e switch
    {
        MeshException mesh => MeshErrorStatus.For(mesh.Error.Code).Name,
        OperationCanceledException when callerGone => Cancelled,
        OperationCanceledException => MeshErrorStatus.For(MeshErrorCode.DeadlineExceeded).Name,
        _ => Internal,
    };
}
