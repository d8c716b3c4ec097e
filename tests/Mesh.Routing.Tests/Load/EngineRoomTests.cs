using Mesh.Contracts.Routing;
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

        Assert.Equal(0, Takers(WorkClass.Standard, critical, Reading(6), s_idle, s_idle));
        Assert.Equal(2, Takers(WorkClass.Critical, critical, Reading(6), Reading(3), s_idle));
        Assert.Equal(4, Takers(WorkClass.Standard, critical, s_idle, s_idle, s_idle, s_idle));
        Assert.Equal(3, Takers(WorkClass.Standard, default, Reading(6), s_idle, s_idle, s_idle));
    }

    // It goes behind one that reads, and takes none that is kept.
    [Fact]
    public void Standard_WhileEnginesAreKept_MayWaitInOneThatReads() =>
        Assert.Equal(1, Takers(WorkClass.Standard, (2 * Rate, 0.5), Reading(s_tuning.SaturatedSeconds / 2), s_idle, s_idle));

    [Fact]
    public void Sheddable_WithNobodyBefore_IsAsStandard()
    {
        var readings = (LoadReading[])[Reading(s_tuning.SaturatedSeconds * 0.9), Reading(9), s_idle];

        Assert.Equal(2, Takers(WorkClass.Sheddable, default, readings));
        Assert.Equal(Takers(WorkClass.Standard, default, readings), Takers(WorkClass.Sheddable, default, readings));
    }

    [Fact]
    public void Sheddable_WithOthersBefore_WaitsForAnEngineWithNothingToRead()
    {
        var others = (0.1 * Rate, 0.5);

        Assert.Equal(0, Takers(WorkClass.Sheddable, others, Reading(1, prompts: 1)));
        Assert.Equal(1, Takers(WorkClass.Sheddable, others, s_idle));
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

    // However long one book takes to read.
    [Fact]
    public void Prompts_ThatAreFew_AreNoQueue() => Assert.Equal(1, Takers(WorkClass.Standard, default, Reading(50, prompts: EngineRoom.FewPrompts - 1)));

    [Fact]
    public void Engines_AllIdle_AlwaysTakeEverybody()
    {
        foreach (var count in Enumerable.Range(1, 9))
        {
            Assert.Equal(count, Takers(WorkClass.Sheddable, (1e9, 0.9), [.. Enumerable.Repeat(s_idle, count)]));
        }
    }

    private static LoadReading Reading(double seconds, int prompts = 9) => s_idle with { UnreadTokens = seconds * Rate, Prompts = prompts };

    private static (int Critical, int Standard, int Sheddable) Takers((double, double) before, LoadReading engine) =>
        (Takers(WorkClass.Critical, before, engine), Takers(WorkClass.Standard, before, engine), Takers(WorkClass.Sheddable, before, engine));

    private static int Takers(WorkClass standing, (double, double) before, params LoadReading[] engines)
    {
        var room = EngineRoom.Of(engines, standing, before, s_tuning);
        return engines.Count(e => room.Admits(e));
    }
}
