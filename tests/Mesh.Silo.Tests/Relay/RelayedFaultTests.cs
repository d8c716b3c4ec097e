using Mesh.Silo.Tests.Faults;
using Mesh.Testing.Faults;

namespace Mesh.Silo.Tests.Relay;

/// <summary>Every fault that an engine on a node can have: through its worker's relay the caller sees what it would see without it. One door; the other reads the same frames.</summary>
[Collection(FaultTests.Suite)]
public sealed class RelayedFaultTests(RelayedFaultMesh mesh) : IClassFixture<RelayedFaultMesh>
{
    private readonly FaultChecks _checks = new(mesh);

    // Engines on their node's loopback speak plain text.
    public static TheoryData<FaultCase> Cases => [.. FaultCase.All.Where(f => !f.Grpc && f.Fault is not (Fault.UntrustedCertificate or Fault.ExpiredCertificate))];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Alone_TheCallerSeesTheSameAsWithoutTheRelay(FaultCase fault) => _checks.AloneAsync(fault);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task WithAnother_ItIsAskedAsWithoutTheRelay(FaultCase fault) => _checks.WithAnotherAsync(fault);
}
