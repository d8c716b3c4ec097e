using Mesh.Contracts.Cluster;
using Mesh.Grains.Workers;

namespace Mesh.Grains.Tests.Workers;

public sealed class EngineStandingTests
{
    private static readonly EngineFacts s_facts = new() { Version = "1", Models = [new EngineModel("m")] };
    private readonly EngineStanding _standing = new();

    [Fact]
    public void Engine_FromItsFirstWordOn_JoinsWarmsAndIsReady()
    {
        _standing.Learned(new EngineFacts());
        Assert.Equal(EngineState.Joining, _standing.Now.State);
        _standing.Learned(s_facts);
        Assert.Equal((EngineState.Warming, "has just come"), _standing.Now);
        _standing.Felt(EngineHealth.Well);
        _standing.Measuring(true);
        Assert.Equal((EngineState.Warming, "its speed is measured"), _standing.Now);
        _standing.Measuring(false);
        Assert.Equal((EngineState.Ready, null), _standing.Now);
    }

    [Fact]
    public void Engine_ThatIsMeasuredAgainOnceItServed_StaysReady()
    {
        Ready();
        _standing.Measuring(true);

        Assert.Equal(EngineState.Ready, _standing.Now.State);
    }

    [Fact]
    public void Engine_WhoseProcessIsNotThere_IsGoneAtOnceAndTheNextIsAnother()
    {
        Ready();

        _standing.Failed(EngineFault.Refused, "refuses connections");

        Assert.Equal((EngineState.Gone, "refuses connections", true), (_standing.Now.State, _standing.Now.Reason, _standing.HasEnded));
        _standing.Learned(s_facts);
        Assert.Equal((EngineState.Warming, false), (_standing.Now.State, _standing.HasEnded));
    }

    [Theory]
    [InlineData(EngineFault.Silent)]
    [InlineData(EngineFault.Broken)]
    public void Engine_ThatDoesNotAnswer_IsGoneAfterThreeTimesAndStaysTheSame(object fault)
    {
        Ready();
        for (var i = 1; i < EngineStanding.MostSilences; i++)
        {
            _standing.Failed((EngineFault)fault, "says nothing");
            Assert.Equal(EngineState.Ready, _standing.Now.State);
        }

        _standing.Failed((EngineFault)fault, "says nothing");

        Assert.Equal((EngineState.Gone, false), (_standing.Now.State, _standing.HasEnded));
        _standing.Learned(s_facts);
        Assert.Equal(EngineState.Ready, _standing.Now.State);
    }

    [Fact]
    public void Engine_ThatAnswersInBetween_BeginsToBeCountedAnew()
    {
        Ready();
        for (var i = 0; i < 10; i++)
        {
            _standing.Failed(EngineFault.Silent, "says nothing");
            _standing.Failed(EngineFault.Silent, "says nothing");
            _standing.Felt(EngineHealth.Well);
        }

        Assert.Equal(EngineState.Ready, _standing.Now.State);
    }

    [Fact]
    public void Engine_ThatLoadsAgain_KeepsItsModels()
    {
        Ready();

        _standing.Learned(new EngineFacts { IsLoading = true });

        Assert.Equal((EngineState.Warming, "loads its model"), _standing.Now);
        Assert.Equal("m", Assert.Single(_standing.Facts!.Models).Name);
    }

    [Fact]
    public void Models_ThatAreTheSame_StayTheSameList()
    {
        _standing.Learned(s_facts);
        _standing.Learned(s_facts with { Models = [new EngineModel("m")] });

        Assert.Same(s_facts.Models, _standing.Facts!.Models);
    }

    [Fact]
    public void Engine_ThatSaysItIsUnwell_IsGoneUntilItIsWell()
    {
        Ready();
        _standing.Felt(new EngineHealth(false, false, "says it is not well (status 500)"));
        Assert.Equal((EngineState.Gone, "says it is not well (status 500)"), _standing.Now);

        _standing.Felt(EngineHealth.Well);

        Assert.Equal(EngineState.Ready, _standing.Now.State);
    }

    [Fact]
    public void Engine_ThatAsksForAKey_SaysSo()
    {
        _standing.Learned(new EngineFacts { Hindrance = "asks for a key" });

        Assert.Equal((EngineState.Joining, "asks for a key"), _standing.Now);
    }

    [Fact]
    public void Place_WhereNothingWasEverFound_IsNotGone()
    {
        _standing.Failed(EngineFault.Refused, "refuses connections");

        Assert.False(_standing.IsGone);
    }

    private void Ready()
    {
        _standing.Learned(s_facts);
        _standing.Felt(EngineHealth.Well);
        _standing.Told();
    }
}
