using Mesh.Routing.Load;

namespace Mesh.Routing.Tests.Load;

public sealed class EngineRoomTests
{
    private const double Rate = 10_000;
    private static readonly LoadTuning s_tuning = LoadTuning.Default;
    private static readonly LoadReading s_idle = new() { TokensASecond = Rate, CacheTokens = 100_000 };

    [Fact]
    public void Standard_WhileCriticalWorkComes_LeavesEnginesWithNothingToRead()
    {
        var critical = (2 * Rate, 0.5);

        Assert.Equal(0, Takers(EngineStanding.Standard, critical, Reading(6), s_idle, s_idle));
        Assert.Equal(2, Takers(EngineStanding.Critical, critical, Reading(6), Reading(3), s_idle));
        Assert.Equal(4, Takers(EngineStanding.Standard, critical, s_idle, s_idle, s_idle, s_idle));
        Assert.Equal(3, Takers(EngineStanding.Standard, default, Reading(6), s_idle, s_idle, s_idle));
    }

    // It goes behind one that reads, and takes none that is kept.
    [Fact]
    public void Standard_WhileEnginesAreKept_MayWaitInOneThatReads() =>
        Assert.Equal(1, Takers(EngineStanding.Standard, (2 * Rate, 0.5), Reading(s_tuning.SaturatedSeconds / 2), s_idle, s_idle));

    [Fact]
    public void Sheddable_WithNobodyBefore_IsAsStandard()
    {
        var readings = (LoadReading[])[Reading(s_tuning.SaturatedSeconds * 0.9), Reading(9), s_idle];

        Assert.Equal(2, Takers(EngineStanding.Sheddable, default, readings));
        Assert.Equal(Takers(EngineStanding.Standard, default, readings), Takers(EngineStanding.Sheddable, default, readings));
    }

    [Fact]
    public void Sheddable_WithOthersBefore_WaitsForAnEngineWithNothingToRead()
    {
        var others = (0.1 * Rate, 0.5);

        Assert.Equal(0, Takers(EngineStanding.Sheddable, others, Reading(1, prompts: 1)));
        Assert.Equal(1, Takers(EngineStanding.Sheddable, others, s_idle));
    }

    [Fact]
    public void Cache_PromisedToOthers_IsLeftByTheLowerStandingsFirst()
    {
        LoadReading Held(double share) => s_idle with { HeldTokens = share * s_idle.CacheTokens };
        var others = (0.1 * Rate, 0.99);

        Assert.Equal((1, 1, 0), Takers(others, Held(0.6)));
        Assert.Equal((1, 0, 0), Takers(others, Held(0.9)));
        Assert.Equal((0, 0, 0), Takers(others, Held(1.1)));
        Assert.Equal((1, 1, 1), Takers(others, s_idle with { HeldTokens = 1e9, CacheTokens = 0 }));
    }

    [Fact]
    public void Yielding_WithOthersBefore_FindsLessOfTheCacheThanAnybody()
    {
        var half = s_idle with { HeldTokens = 0.4 * s_idle.CacheTokens };

        Assert.Equal((0, 1), (Takers(EngineStanding.Yielding, (0.1 * Rate, 0.5), half), Takers(EngineStanding.Sheddable, (0.1 * Rate, 0.5), half)));
        Assert.Equal(1, Takers(EngineStanding.Yielding, (0.1 * Rate, 0.05), half));
        Assert.Equal(1, Takers(EngineStanding.Yielding, default, half with { UnreadTokens = Rate / 2, Prompts = 9 }));
    }

    // However long one book takes to read.
    [Fact]
    public void Prompts_ThatAreFew_AreNoQueue() => Assert.Equal(1, Takers(EngineStanding.Standard, default, Reading(50, prompts: EngineRoom.FewPrompts - 1)));

    [Fact]
    public void Engines_AllIdle_AlwaysTakeEverybody()
    {
        foreach (var count in Enumerable.Range(1, 9))
        {
            Assert.Equal(count, Takers(EngineStanding.Yielding, (1e9, 0.9), [.. Enumerable.Repeat(s_idle, count)]));
        }
    }

    private static LoadReading Reading(double seconds, int prompts = 9) => s_idle with { UnreadTokens = seconds * Rate, Prompts = prompts };

    private static (int Critical, int Standard, int Sheddable) Takers((double, double) before, LoadReading engine) =>
        (Takers(EngineStanding.Critical, before, engine), Takers(EngineStanding.Standard, before, engine), Takers(EngineStanding.Sheddable, before, engine));

    private static int Takers(EngineStanding standing, (double, double) before, params LoadReading[] engines)
    {
        var room = EngineRoom.Of(engines, standing, before, s_tuning);
        return engines.Count(e => room.Admits(e));
    }
}
