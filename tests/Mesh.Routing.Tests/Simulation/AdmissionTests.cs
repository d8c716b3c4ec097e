using Mesh.Contracts.Routing;
using Mesh.Simulation.Reports;
using Mesh.Simulation.Runs;
using Mesh.Simulation.Traces;

namespace Mesh.Routing.Tests.Simulation;

/// <summary>Classes and tenants when there is not enough for all, by the queue and the saturation that silos go by.</summary>
public sealed class AdmissionTests
{
    // New conversations a second, a little under the knee: without admission nine of ten first tokens come within 1.2 s here, and within 4.3 s at 3.8.
    private const double Knee = 3.4;

    [Fact]
    public void Overload_HalfAgainTheKnee_HurtsTheSheddableOnly()
    {
        var calm = Run(0.8);
        var pressed = Run(1.5);

        double Critical(SimulationResult run) => OverloadReport.FirstToken(run, j => j.Request.Class == WorkClass.Critical, 0.99);
        Assert.True(Critical(pressed) <= 1.5 * Critical(calm), $"{Critical(calm):F2} {Critical(pressed):F2}");
        Assert.Equal(0, OverloadReport.Refused(pressed, j => j.Request.Class != WorkClass.Sheddable));
        Assert.True(OverloadReport.Refused(pressed, j => j.Request.Class == WorkClass.Sheddable) > 0.1);
        Assert.True(OverloadReport.Good(pressed) >= OverloadReport.Good(calm));
    }

    private static SimulationResult Run(double load) =>
        Replay.Run(OverloadReport.Classes(new SyntheticTrace(load * Knee, 300).Draw(2), 2), OverloadReport.Options(2));
}
