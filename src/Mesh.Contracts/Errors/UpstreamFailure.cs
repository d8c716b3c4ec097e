namespace Mesh.Contracts.Errors;

/// <summary>A vendor's refusal.</summary>
[GenerateSerializer, Immutable, Alias("mesh.UpstreamFailure")]
public sealed record UpstreamFailure
{
    /// <summary>The endpoint that was asked.</summary>
    [Id(0)] public required string Endpoint { get; init; }

    /// <summary>HTTP status; null when no response came.</summary>
    [Id(1)] public int? Status { get; init; }

    /// <summary>The vendor's own code, such as <c>rate_limit_exceeded</c>.</summary>
    [Id(2)] public string? Code { get; init; }

    /// <summary>The vendor's own message.</summary>
    [Id(3)] public string? Message { get; init; }

    /// <summary>The vendor's own error type, such as <c>invalid_request_error</c>.</summary>
    [Id(4)] public string? Type { get; init; }

    /// <summary>The field the vendor named.</summary>
    [Id(5)] public string? Param { get; init; }

    /// <summary>The vendor's request id, for a support case.</summary>
    [Id(6)] public string? RequestId { get; init; }
}
