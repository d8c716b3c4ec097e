using Mesh.Contracts.Cluster;
using Mesh.Grains.Fabric;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Fabric;

public sealed class LiveEnginesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LiveEngines _engines;

    public LiveEnginesTests() => _engines = new LiveEngines(_time);

    [Fact]
    public void Take_GaugesOnly_AsksForNoNewView()
    {
        _engines.Take("a", 1, Rows.Engine("n"));
        var changes = _engines.Changes;
        _engines.Take("a", 1, Rows.Engine("n") with { Running = 5, State = EngineState.Draining });
        Assert.Equal(changes, _engines.Changes);

        _engines.Take("a", 1, Rows.Engine("n") with { Models = [new EngineModel("other")] });
        Assert.Equal(changes + 1, _engines.Changes);
    }

    [Fact]
    public void Take_OfTwoSilosOfOneNode_BelievesTheLaterOne()
    {
        _engines.Take("old", 1, Rows.Engine("n"));
        _engines.Take("new", 2, Rows.Engine("n", EngineState.Warming));
        _engines.Take("old", 1, Rows.Engine("n", EngineState.Gone));
        _engines.Lose("old");

        Assert.Equal(EngineState.Warming, Assert.Single(_engines.All).State);
    }

    [Fact]
    public void Take_AfterTheLaterSiloIsLost_BelievesWhoIsLeft()
    {
        _engines.Take("new", 2, Rows.Engine("n"));
        _engines.Lose("new");
        _engines.Take("old", 1, Rows.Engine("n"));

        Assert.Equal(EngineState.Ready, Assert.Single(_engines.All).State);
    }

    [Fact]
    public void Gone_KeepsItsModelsForTenMinutesAndIsForgottenThen()
    {
        _engines.Take("a", 1, Rows.Engine("n"));
        _engines.Take("a", 1, Rows.Engine("n", EngineState.Gone) with { Models = [] });
        var changes = _engines.Changes;
        _time.Advance(LiveEngines.KeptFor);
        _engines.Forget();
        Assert.Equal("m", Assert.Single(Assert.Single(_engines.All).Models).Name);

        _time.Advance(TimeSpan.FromSeconds(1));
        _engines.Forget();
        Assert.Empty(_engines.All);
        Assert.Equal(changes + 1, _engines.Changes);
    }

    [Fact]
    public void Take_TooManyEngines_StopsAtTheBound()
    {
        for (var i = 0; i < (2 * LiveEngines.Most) + 5; i++)
        {
            _engines.Take("a", 1, Rows.Engine("n", name: $"e{i}"));
        }

        Assert.Equal((LiveEngines.Most, LiveEngines.Most), (_engines.All.Count(), _engines.LeftOut));
    }

    [Fact]
    public void LeftOut_EngineThatIsToldNoMoreOrFindsRoom_IsNotCounted()
    {
        for (var i = 0; i < LiveEngines.Most + 2; i++)
        {
            _engines.Take("a", 1, Rows.Engine("n", name: $"e{i}"));
        }

        Assert.Equal(2, _engines.LeftOut);
        _engines.Take("a", 1, Rows.Engine("n", EngineState.Gone, "e0"));
        _time.Advance(LiveEngines.KeptFor + TimeSpan.FromSeconds(1));
        _engines.Take("a", 1, Rows.Engine("n", name: $"e{LiveEngines.Most}"));
        _engines.Forget();
        Assert.Equal(1, _engines.LeftOut);

        _engines.Take("a", 1, Rows.Engine("n", name: $"e{LiveEngines.Most}"));
        Assert.Equal((LiveEngines.Most, 0), (_engines.All.Count(), _engines.LeftOut));
    }

    [Theory]
    [InlineData(64, 0, 1, 64)]
    [InlineData(64, 0, 3, 64)]
    [InlineData(64, 30, 2, 34)]
    [InlineData(64, 64, 2, 32)]
    [InlineData(2, 2, 8, 1)]
    public void Share_OfAnEngine_IsWhatOthersLeaveAndAtLeastAnEqualPart(int places, int others, int silos, int share) =>
        Assert.Equal(share, EngineShares.Of(places, others, silos));

    [Fact]
    public void Share_OfAnEngineWithoutABound_HasNone() => Assert.Null(EngineShares.Of(null, 10, 2));
}
