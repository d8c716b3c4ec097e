using Mesh.Contracts.Reviews;

namespace Mesh.Contracts.Errors;

/// <summary>What went wrong, as a caller sees it at either door.</summary>
[GenerateSerializer, Immutable, Alias("mesh.MeshError")]
public sealed record MeshError
{
    /// <summary>The closed code.</summary>
    [Id(0)] public required MeshErrorCode Code { get; init; }

    /// <summary>Open snake_case reason under the code, such as <c>model_not_found</c> or <c>context_length_exceeded</c>.</summary>
    [Id(1)] public required string Reason { get; init; }

    /// <summary>What happened and what the caller can do, without secrets or prompt text.</summary>
    [Id(2)] public required string Message { get; init; }

    /// <summary>The request's field that is wrong; null when none is.</summary>
    [Id(3)] public string? Field { get; init; }

    /// <summary>When a retry can help, how long to wait first.</summary>
    [Id(4)] public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the vendor said; null when the error is the mesh's own.</summary>
    [Id(5)] public UpstreamFailure? Upstream { get; init; }

    /// <summary>Each attempt or refused candidate, <c>endpoint: why</c>, in order.</summary>
    [Id(6)] public IReadOnlyList<string> Attempts { get; init; } = [];

    /// <summary>How far a streamed answer had got when it broke off; null when none had begun.</summary>
    [Id(7)] public Interruption? Interruption { get; init; }

    /// <summary>The review that a person has to answer first; null where none has.</summary>
    [Id(10)] public ReviewHandle? Review { get; init; }
}
