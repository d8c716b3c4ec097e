using Mesh.Testing.Faults;

namespace Mesh.Silo.Tests.Faults;

/// <summary>Every fault of the list at both doors and in both forms.</summary>
/// <remarks>What is counted is counted for the whole process, so that suites of the same names run one after the other.</remarks>
[Collection(Suite)]
public sealed class FaultTests(FaultMesh mesh) : IClassFixture<FaultMesh>
{
    public const string Suite = "faults";
    private readonly FaultChecks _checks = new(mesh);

    public static TheoryData<FaultCase> Cases => [.. FaultCase.All];

    [Fact]
    public void Table_HasEveryFaultOnce() =>
        Assert.Equal(Enum.GetValues<Fault>().Where(f => f != Fault.None), FaultTable.Rows.Select(r => r.Fault));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Alone_TheCallerSeesTheDocumentedResultAndTheAccountHoldsIt(FaultCase fault) => _checks.AloneAsync(fault);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task WithAnother_ItIsAskedWhereDocumentedAndNowhereElse(FaultCase fault) => _checks.WithAnotherAsync(fault);
}
