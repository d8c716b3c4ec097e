using Mesh.Grains.Endpoints;

namespace Mesh.Grains.Tests.Endpoints;

public sealed class ProbeScheduleTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Schedule_UntilASiloAsks_WantsNothingAndKnowsNothing()
    {
        var schedule = new ProbeSchedule(() => 0);

        Assert.False(schedule.IsWanted(s_start));
        Assert.Equal(0, schedule.Ask(s_start).Number);
        Assert.True(schedule.IsWanted(s_start));
    }

    [Fact]
    public void Schedule_WhenNobodyAsksForFiveSeconds_IsWantedNoLonger()
    {
        var schedule = new ProbeSchedule(() => 0);
        schedule.Ask(s_start);

        Assert.True(schedule.IsWanted(s_start + TimeSpan.FromSeconds(4.9)));
        Assert.False(schedule.IsWanted(s_start + TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 2)]
    [InlineData(50, 0.5, 1.5)]
    [InlineData(300, 0, 5)]
    [InlineData(300, 1, 10)]
    [InlineData(100_000, 0, 30)]
    public void Schedule_TheLongerItLasts_ProbesMoreSeldom(double asked, double draw, double pause)
    {
        var schedule = new ProbeSchedule(() => draw);
        for (var at = 0.0; at <= asked; at += 2)
        {
            schedule.Ask(s_start + TimeSpan.FromSeconds(at));
        }

        Assert.Equal(pause, schedule.Pause(s_start + TimeSpan.FromSeconds(asked)).TotalSeconds, 1e-3);
    }

    [Fact]
    public void Schedule_AskedAgainAfterAPause_IsBriskAgain()
    {
        var schedule = new ProbeSchedule(() => 0);
        schedule.Ask(s_start);
        var later = s_start + TimeSpan.FromHours(1);
        schedule.Ask(later);

        Assert.Equal(1, schedule.Pause(later).TotalSeconds);
    }

    [Fact]
    public void Schedule_Results_AreNumberedAndAged()
    {
        var schedule = new ProbeSchedule(() => 0);
        schedule.Ended(passed: false, s_start);
        schedule.Ended(passed: true, s_start + TimeSpan.FromSeconds(1));
        var known = schedule.Ask(s_start + TimeSpan.FromSeconds(3));

        Assert.Equal((2, true, 2.0), (known.Number, known.Passed, known.Ago.TotalSeconds));
    }
}
