using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;

namespace Mesh.Grains.Tests.Admission;

public sealed class WasFullTests
{
    [Theory]
    [InlineData(true, "a: endpoint_full")]
    [InlineData(true, "a: endpoint_full", "b: endpoint_unhealthy", "c: endpoint_gone")]
    [InlineData(false, "a: endpoint_unhealthy")]
    [InlineData(false, "a: endpoint_full", "b: upstream_error")]
    [InlineData(false, "a: is full")]
    [InlineData(false)]
    public void Error_OfGatesAlone_IsFullWhenOneOfThemWas(bool full, params string[] attempts)
    {
        var error = new MeshError { Code = MeshErrorCode.NoCapacity, Reason = "overloaded", Message = "m", Attempts = attempts };

        Assert.Equal(full, AdmissionControl.WasFull(error));
        Assert.False(AdmissionControl.WasFull(error with { Code = MeshErrorCode.UpstreamFailed }));
    }

    [Theory]
    [InlineData(true, 4, "a: endpoint_unhealthy", "b: endpoint_gone", "c: endpoint_leaving")]
    [InlineData(false, 3, "a: endpoint_unhealthy", "b: endpoint_gone", "c: endpoint_leaving")]
    [InlineData(false, 4, "a: endpoint_unhealthy", "b: upstream_error")]
    [InlineData(false, 4)]
    public void Error_OfGatesAlone_IsCutShortWhileThereAreOtherCandidates(bool cutShort, int eligible, params string[] attempts)
    {
        var error = new MeshError { Code = MeshErrorCode.NoCapacity, Reason = "overloaded", Message = "m", Attempts = attempts };
        var decision = new RouteDecision { Id = "d", Route = "r", Revision = 1, Prefer = default, Balance = default, Candidates = [], Eligible = eligible, Deadline = TimeSpan.FromSeconds(1) };

        Assert.Equal(cutShort, AdmissionControl.WasCutShort(error, decision));
    }
}
