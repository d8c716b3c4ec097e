using Xunit.Abstractions;

namespace Mesh.Routing.Tests.Health;

public sealed class OutageTests(ITestOutputHelper output)
{
    [Fact]
    public void Outage_ByRefusedConnections_IsLeftAtOnceAndForgottenSoon() => Check(OutageRun.Outcome.Refused, probesPass: false, run =>
    {
        Assert.InRange(run.AttemptsUntilLeft, 5, 20);
        Assert.InRange(run.LeftAfter!.Value, 0, 1);
        Assert.InRange(run.AttemptsWhileOut, 0, 5);
    });

    // Hung as a whole, so that its probes fail, and hung at its work alone, so that they pass.
    [Theory]
    [InlineData(false, 0.05)]
    [InlineData(true, 0.05)]
    [InlineData(false, 0.3)]
    [InlineData(true, 0.3)]
    public void Outage_BySilence_IsLeftWithinTwoSecondsAndForgottenSoon(bool probesPass, double usualSeconds) => Check(OutageRun.Outcome.Silent, probesPass, usualSeconds: usualSeconds, check: run =>
    {
        Assert.InRange(run.AttemptsUntilLeft, 1, usualSeconds > 0.1 ? 40 : 20);
        Assert.InRange(run.LeftAfter!.Value, 0, 2);
        Assert.InRange(run.AttemptsWhileOut, 0, 6);
    });

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    public void Outage_BySlowdown_IsLeftWithinTwoSecondsAndForgottenSoon(double usualSeconds) => Check(OutageRun.Outcome.Slow, probesPass: true, usualSeconds: usualSeconds, check: run =>
    {
        Assert.InRange(run.AttemptsUntilLeft, 1, usualSeconds > 0.1 ? 40 : 20);
        Assert.InRange(run.LeftAfter!.Value, 0, 2);
        Assert.InRange(run.AttemptsWhileOut, 0, 6);
    });

    private void Check(OutageRun.Outcome outcome, bool probesPass, Action<OutageRun> check, double usualSeconds = 0.05)
    {
        for (var seed = 1; seed <= 6; seed++)
        {
            var run = OutageRun.Of(outcome, seed, probesPass, usualSeconds);
            output.WriteLine($"{outcome} seed {seed}: left after {run.LeftAfter:0.00} s and {run.AttemptsUntilLeft} attempts, {run.AttemptsWhileOut} while out, used again after {run.UsedAfter:0.0} s, {run.Trips} trips, wrong {run.WrongTrips}, share {run.ShareAtEnd:0.00}");
            check(run);
            Assert.InRange(run.UsedAfter!.Value, 0, 15);
            Assert.Equal((0, 0, 0), (run.Trips, run.WrongTrips, run.Refusals));
            Assert.InRange(run.ShareAtEnd, 0.2, 0.45);
        }
    }
}
