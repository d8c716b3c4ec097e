using Mesh.Contracts.Cluster;
using Mesh.Grains.Fabric;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Fabric;

public sealed class FabricTableTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LiveEngines _engines;
    private readonly FabricTable _table;

    public FabricTableTests()
    {
        _engines = new LiveEngines(_time);
        _table = new FabricTable(_engines, _time);
    }

    [Fact]
    public void Take_LateBatch_BringsOnlyWhatNoNewerOneDid()
    {
        Take(Rows.Batch(1, whole: true) with { Gates = [Rows.Gate("x", 1, 1), Rows.Gate("y", 1, 2)] });
        Take(Rows.Batch(3) with { Loads = [new GateLoad(1, 3, 0)] });
        Take(Rows.Batch(2) with { Loads = [new GateLoad(1, 2, 0), new GateLoad(2, 2, 0)] });

        Assert.Equal((3, 2), (InFlight("x"), InFlight("y")));
    }

    [Fact]
    public void Work_OfSeveralSilos_IsTheSumOfWhatEachToldLast()
    {
        Take(Rows.Batch(1, "a", whole: true) with { Gates = [Rows.Gate("x", 4) with { PrefillTokens = 100, HeldTokens = 300, Prompts = 3 }] });
        Take(Rows.Batch(2, "a") with { Loads = [new GateLoad(1, 2, 50, 200, Prompts: 1)] });
        Take(Rows.Batch(1, "b", whole: true) with { Gates = [Rows.Gate("x", 1) with { PrefillTokens = 10, HeldTokens = 30, Prompts = 1 }] });

        Assert.Equal(new PeerWork(3, 60, 230, 2), _table.Work()["x"]);
    }

    [Fact]
    public void Take_SameBatchTwice_CountsOnce()
    {
        var batch = Rows.Batch(1, whole: true) with { Gates = [Rows.Gate("x", 4)] };
        Take(batch);
        Take(batch);

        Assert.Equal(4, InFlight("x"));
    }

    [Fact]
    public void Take_WholeBatch_DropsWhatItDoesNotName()
    {
        Take(Rows.Batch(1, whole: true) with { Gates = [Rows.Gate("x", 1)], Engines = [Rows.Engine("n")] });
        Take(Rows.Batch(3) with { Gates = [Rows.Gate("y", 1, 2)] });
        Take(Rows.Batch(2, whole: true));

        Assert.Equal((0, 1), (InFlight("x"), InFlight("y")));
        Assert.Equal(EngineState.Gone, Assert.Single(_engines.All).State);
    }

    [Fact]
    public void Take_ChangesOfASiloWhoseWholeNeverCame_AsksForIt()
    {
        Assert.True(Take(Rows.Batch(7)));
        Assert.False(Take(Rows.Batch(8, whole: true)));
        Assert.False(Take(Rows.Batch(9)));
    }

    [Fact]
    public void Look_AtASilentSilo_SuspectsItAfterOneSecondAndDropsItAfterThree()
    {
        Take(Rows.Batch(1, whole: true) with { Self = Rows.Silo(), Gates = [Rows.Gate("x", 5)], Engines = [Rows.Engine("n")] });
        var engine = Assert.Single(_engines.All);

        After(1.0);
        Assert.Equal((false, 5, 1), (engine.IsSuspect, InFlight("x"), _table.Silos.Count));
        After(0.1);
        Assert.Equal((true, 0, 1), (engine.IsSuspect, InFlight("x"), _table.Silos.Count));
        Assert.Equal(EngineState.Ready, engine.State);
        After(2.0);
        Assert.Equal((EngineState.Gone, 0), (engine.State, _table.Silos.Count));
        Assert.True(Take(Rows.Batch(2)));
    }

    [Fact]
    public void Look_AfterASignOfLife_TrustsAgain()
    {
        Take(Rows.Batch(1, whole: true) with { Engines = [Rows.Engine("n")] });
        After(2);
        Take(Rows.Batch(2));
        After(0);

        Assert.False(Assert.Single(_engines.All).IsSuspect);
    }

    [Fact]
    public void Remove_OfADeadSilo_LosesItsEnginesAtOnce()
    {
        Take(Rows.Batch(1, whole: true) with { Self = Rows.Silo(), Gates = [Rows.Gate("x", 5)], Engines = [Rows.Engine("n")] });
        _table.Remove("a");

        Assert.Equal((EngineState.Gone, 0, 0), (Assert.Single(_engines.All).State, InFlight("x"), _table.Silos.Count));
    }

    [Fact]
    public void Edges_AreThoseThatServeAndAreHeardOf()
    {
        Take(Rows.Batch(1, "a", whole: true) with { Self = Rows.Silo("a") });
        Take(Rows.Batch(1, "b", whole: true) with { Self = Rows.Silo("b") with { Role = SiloRole.Worker } });
        Take(Rows.Batch(1, "c", whole: true) with { Self = Rows.Silo("c") with { IsDraining = true } });

        Assert.Equal(1, _table.Edges);
    }

    [Fact]
    public void Demands_AreOfThoseThatAreHeardOfAndGoWithAWholeThatNamesThemNoMore()
    {
        Take(Rows.Batch(1, "a", whole: true) with { Demands = [new DemandReport { Model = "m", Classes = [0, 1, 0] }] });
        Take(Rows.Batch(2, "a") with { Demands = [new DemandReport { Model = "M", Classes = [0, 2, 0] }] });
        Take(Rows.Batch(1, "b", whole: true) with { Demands = [new DemandReport { Model = "m", Classes = [0, 5, 0] }] });
        Assert.Equal([2, 5], _table.Demands()["m"].Select(d => d.Classes[1]).Order());

        After(0.9);
        Take(Rows.Batch(3, "a"));
        After(0.2);
        Assert.Equal(2, Assert.Single(_table.Demands()["m"]).Classes[1]);

        Take(Rows.Batch(4, "a", whole: true));
        Assert.Empty(_table.Demands()["m"]);
    }

    private bool Take(FabricBatch batch) => _table.Take(batch, generation: 1);

    private int InFlight(string endpoint) => _table.Work().GetValueOrDefault(endpoint).InFlight;

    private void After(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _table.Look();
    }
}
