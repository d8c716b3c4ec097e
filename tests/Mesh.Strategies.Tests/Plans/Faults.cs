using Mesh.Contracts.Errors;
using Mesh.Strategies.Endpoints;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>How scripted models fail.</summary>
internal static class Faults
{
    /// <summary>Nobody answered.</summary>
    public static MeshException Upstream(string reason = "upstream_error") => new(MeshErrorCode.UpstreamFailed, reason, "It failed.");

    /// <summary>It broke off.</summary>
    public static EndpointException Broken() => new(Upstream("broken").Error, mayMove: true) { FailureClass = "broken", IsTransport = true };
}
