using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Load;

public sealed class ModelDemandTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ModelDemand _demand;

    public ModelDemandTests() => _demand = new ModelDemand(_time);

    [Fact]
    public void Standing_TenantOfManyTimesTheOthers_IsToYield()
    {
        Pass(seconds: 60, ("greedy", 10), ("a", 1), ("b", 1), ("c", 1));

        Assert.Equal(EngineStanding.Yielding, _demand.StandingOf(WorkClass.Standard, "greedy"));
        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "a"));
        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "new"));
        Assert.Equal(EngineStanding.Sheddable, _demand.StandingOf(WorkClass.Sheddable, "greedy"));
    }

    [Fact]
    public void Standing_TenantsAlikeOrAlone_IsTheirClass()
    {
        Pass(seconds: 60, ("alone", 10));
        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "alone"));

        Pass(seconds: 300, ("alone", 10), ("other", 10));
        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "alone"));
        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "other"));
    }

    // Inside a class tenants take turns; who alone has critical work takes nobody's.
    [Fact]
    public void Standing_OthersInOtherClasses_TakeNothingFromIt()
    {
        _demand.Count(WorkClass.Critical, "a", 10_000);
        _demand.Count(WorkClass.Standard, "b", 10);

        Assert.Equal(EngineStanding.Critical, _demand.StandingOf(WorkClass.Critical, "a"));
    }

    [Fact]
    public void Standing_OnceItTakesNoMoreThanTheOthers_ComesBack()
    {
        Pass(seconds: 60, ("greedy", 10), ("a", 1), ("b", 1), ("c", 1));
        Pass(seconds: 240, ("greedy", 1), ("a", 1), ("b", 1), ("c", 1));

        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "greedy"));
    }

    [Fact]
    public void Standing_OnceTheOthersAreSilent_ComesBack()
    {
        Pass(seconds: 60, ("greedy", 10), ("a", 1), ("b", 1));
        Pass(seconds: 90, ("greedy", 10));

        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "greedy"));
    }

    [Fact]
    public void Before_AStanding_IsTheWorkOfThoseAboveIt()
    {
        for (var i = 0; i < 3000; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            _demand.Count(WorkClass.Critical, "a", 100);
            _demand.Count(WorkClass.Standard, "a", 200);
            _demand.Count(WorkClass.Sheddable, "a", 700);
        }

        Assert.Equal((0, 0), _demand.Before(EngineStanding.Critical));
        Assert.InRange(_demand.Before(EngineStanding.Standard).TokensASecond, 900, 1100);
        Assert.InRange(_demand.Before(EngineStanding.Sheddable).TokensASecond, 2700, 3300);
        Assert.Equal(0.3, _demand.Before(EngineStanding.Sheddable).Share, 3);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.InRange(_demand.Before(EngineStanding.Sheddable).TokensASecond, 0, 1);
    }

    [Fact]
    public void Before_Nothing_IsNothing() => Assert.Equal((0, 0), _demand.Before(EngineStanding.Sheddable));

    [Fact]
    public void Count_MoreTenantsThanTheBound_TakesTheRestForThoseWithinTheirShare()
    {
        for (var i = 0; i < ModelDemand.MostTenants; i++)
        {
            _demand.Count(WorkClass.Standard, $"t{i}", 1);
        }

        _demand.Count(WorkClass.Standard, "late", 1e6);
        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "late"));

        _time.Advance(TimeSpan.FromMinutes(2));
        Pass(seconds: 60, ("late", 10), ("a", 1), ("b", 1));
        Assert.Equal(EngineStanding.Yielding, _demand.StandingOf(WorkClass.Standard, "late"));
    }

    // One silo has the greedy tenant's requests, another one the others'.
    [Fact]
    public void Standing_OthersComeThroughAnotherSilo_IsAsIfTheyCameThroughThisOne()
    {
        var other = new ModelDemand(_time);
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _demand.Count(WorkClass.Standard, "greedy", 1000);
            other.Count(WorkClass.Standard, "a", 100);
            other.Count(WorkClass.Standard, "b", 100);
            other.Count(WorkClass.Critical, "b", 100);
        }

        Assert.Equal(EngineStanding.Standard, _demand.StandingOf(WorkClass.Standard, "greedy"));
        _demand.Hear([other.Read("m")!]);
        other.Hear([_demand.Read("m")!]);

        Assert.All([_demand, other], d => Assert.Equal((EngineStanding.Yielding, EngineStanding.Standard), (d.StandingOf(WorkClass.Standard, "greedy"), d.StandingOf(WorkClass.Standard, "a"))));
        Assert.Equal(_demand.Before(EngineStanding.Sheddable).TokensASecond, other.Before(EngineStanding.Sheddable).TokensASecond, 1);
        Assert.True(_demand.Before(EngineStanding.Standard).TokensASecond > 0);

        _demand.Hear([]);
        Assert.Equal((EngineStanding.Standard, 0), (_demand.StandingOf(WorkClass.Standard, "greedy"), _demand.Before(EngineStanding.Standard).TokensASecond));
    }

    [Fact]
    public void Read_ManyTenants_TellsThoseThatTookMost()
    {
        Assert.Null(_demand.Read("m"));
        for (var i = 1; i <= 100; i++)
        {
            _demand.Count(WorkClass.Standard, $"t{i}", i);
        }

        var report = _demand.Read("m")!;

        Assert.Equal(("m", 100, 5050f), (report.Model, report.Tenants[1], report.Classes[1]));
        Assert.Equal(Enumerable.Range(0, ModelDemand.MostTold).Select(i => $"t{100 - i}"), report.Largest.Select(t => t.Tenant));
        var stranger = new ModelDemand(_time);
        stranger.Hear([report]);
        Assert.Equal(EngineStanding.Yielding, stranger.StandingOf(WorkClass.Standard, "t100"));
        Assert.Equal(EngineStanding.Standard, stranger.StandingOf(WorkClass.Standard, "t50"));
    }

    private void Pass(int seconds, params (string Tenant, double Tokens)[] work)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            foreach (var (tenant, tokens) in work)
            {
                _demand.Count(WorkClass.Standard, tenant, tokens);
            }
        }
    }
}
