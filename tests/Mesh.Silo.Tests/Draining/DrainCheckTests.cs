using Mesh.Silo.Draining;
using Mesh.Silo.Hosting;

namespace Mesh.Silo.Tests.Draining;

public sealed class DrainCheckTests
{
    [Fact]
    public void Defaults_Fit() => Assert.Empty(DrainCheck.Run(new MeshSettings()));

    [Theory]
    [InlineData(2, 60, 63, 64)]
    [InlineData(0, 0, 1, 0)]
    public void Times_InOrder_Fit(double notice, double drain, double shutdown, double grace) => Assert.Empty(Run(notice, drain, shutdown, grace));

    [Theory]
    [InlineData(2, 60, 62, 0, "--shutdown: 62 s end before notice and drain do (62 s)")]
    [InlineData(30, 61, 90, 120, "Write more than 91, or less for --drain-notice and --drain.")]
    [InlineData(2, 60, 90, 90, "--pod-grace")]
    [InlineData(2, 60, 90, 30, "give the pod more than 90 s")]
    [InlineData(-1, 60, 90, 0, "--drain-notice: -1 is out of range")]
    [InlineData(2, double.NaN, 90, 0, "--drain: NaN is out of range")]
    [InlineData(2, 60, 90_000, 0, "--shutdown: 90000 is out of range")]
    [InlineData(2, 60, 90, -5, "--pod-grace: -5 is out of range")]
    public void Times_ThatDoNotFit_AreRefusedWithTheMend(double notice, double drain, double shutdown, double grace, string words) =>
        Assert.Contains(words, Assert.Single(Run(notice, drain, shutdown, grace)), StringComparison.Ordinal);

    private static IEnumerable<string> Run(double notice, double drain, double shutdown, double grace) =>
        DrainCheck.Run(new MeshSettings { DrainNotice = notice, Drain = drain, Shutdown = shutdown, PodGrace = grace });
}
