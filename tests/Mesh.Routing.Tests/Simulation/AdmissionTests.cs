using Mesh.Contracts.Routing;
using Mesh.Simulation.Reports;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Routing.Tests.Simulation;

/// <summary>Classes and tenants when there is not enough for all, by the queue and the room that silos go by.</summary>
public sealed class AdmissionTests
{
    // New conversations a second, a little under the knee: without admission nine of ten first tokens come within 1.2 s here, and within 4.3 s at 3.8.
    private const double Knee = 3.4;

    // Where critical and standard work come to 0.98 of the knee themselves, their bursts alone refuse standard requests: 1.2% over eight seeds with nothing sheddable let through, twice that with it.
    [Theory]
    [InlineData(0.1, 0.5, 1.5, 0)]
    [InlineData(0.2, 0.35, 1.6, 0.03)]
    public void Overload_HalfAgainTheKnee_HurtsTheSheddableOnly(double critical, double sheddable, double longer, double standardRefused)
    {
        SimulationResult[] Runs(double load) =>
            Scene.Run([OverloadScene.Options], seed => ClassReport.Classes(new SyntheticTrace(load * Knee, 300).Draw(seed), seed, critical, sheddable), 3).Single();

        static double Critical(SimulationResult[] runs) => runs.Average(r => ClassReport.FirstToken(r, WorkClass.Critical, 0.99));

        var (calm, knee, pressed) = (Runs(0.8), Runs(1), Runs(1.5));

        Assert.True(Critical(pressed) <= longer * Critical(calm), $"{Critical(calm):F2} {Critical(pressed):F2}");
        Assert.Equal(0, pressed.Average(r => r.Refused(j => j.Request.Class == WorkClass.Critical)));
        Assert.True(pressed.Average(r => r.Refused(j => j.Request.Class == WorkClass.Sheddable)) > 0.1);
        Assert.InRange(pressed.Average(r => r.Refused(j => j.Request.Class == WorkClass.Standard)), 0, standardRefused);
        Assert.True(pressed.Average(ClassReport.Good) >= knee.Average(ClassReport.Good), $"{knee.Average(ClassReport.Good):F2} {pressed.Average(ClassReport.Good):F2}");
    }

    [Fact]
    public void Tenant_AtTenTimesTheOthersRate_MovesTheirsByLessThanAFifth()
    {
        SimulationResult[] Runs(int times) =>
            Scene.Run([OverloadScene.Options], seed => TenantReport.Tenants(new SyntheticTrace(0.5 * Knee, 300).Draw(seed), seed, times), 2).Single();

        double alike = Runs(1).Average(r => TenantReport.Others(r, 0.9)), greedy = Runs(10).Average(r => TenantReport.Others(r, 0.9));

        Assert.True(greedy <= 1.2 * alike, $"{alike:F2} {greedy:F2}");
    }
}
