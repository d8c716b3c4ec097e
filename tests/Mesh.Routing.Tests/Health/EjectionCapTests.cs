using CsCheck;
using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class EjectionCapTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    public void Cap_OnStatistics_EjectsAtMostHalfAndNeverTheOnlyOne(int endpoints, int ejected)
    {
        var circuits = Circuits(endpoints);
        Array.ForEach(circuits, c => c.Open());

        Assert.Equal(ejected, circuits.Count(c => c.State == CircuitState.Open));
        Assert.Equal(endpoints - ejected, circuits.Count(c => c.State == CircuitState.Suspect));
        Assert.All(circuits.Skip(ejected), c => Assert.Equal(new Standing(true, true, 1, CircuitCause.ServerError), c.Standing));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Cap_OnRefusedConnections_HoldsNobodyBack(int endpoints)
    {
        var circuits = Circuits(endpoints);
        Array.ForEach(circuits, c => c.Open(CircuitCause.Unreachable));

        Assert.All(circuits, c => Assert.False(c.Admits));
    }

    [Fact]
    public void Cap_OfASuspectWhoseConnectionsAreRefused_HoldsItBackNoLonger()
    {
        var only = Circuits(1)[0];
        only.Fail(2, CircuitCause.Broken);
        only.Fail(3, CircuitCause.Unreachable);
        Assert.Equal(CircuitState.Suspect, only.State);
        only.Fail(1, CircuitCause.Unreachable);
        Assert.Equal(CircuitState.Suspect, only.State);
        only.Fail(1, CircuitCause.Unreachable);

        Assert.Equal((CircuitState.Open, CircuitCause.Unreachable), (only.State, only.Cause));
    }

    [Fact]
    public void Cap_SuspectAfterItsBackOff_IsTriedAndComesBack()
    {
        var only = Circuits(1)[0];
        only.Open();
        Assert.False(only.Enter()!.IsTrial);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(only.Standing.IsSuspect);
        var trial = only.Enter()!;
        Assert.True(trial.IsTrial);
        Assert.True(only.Standing is { Admits: true, IsSuspect: true });
        only.Succeed(trial);

        Assert.Equal(CircuitState.Closed, only.State);
        Assert.False(only.Standing.IsSuspect);
    }

    [Fact]
    public void Cap_PlaceOfOneThatIsBack_IsFreeForAnother()
    {
        var circuits = Circuits(2);
        circuits[0].Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        circuits[0].Succeed(circuits[0].Enter()!);
        circuits[1].Open();

        Assert.Equal((CircuitState.Closed, CircuitState.Open), (circuits[0].State, circuits[1].State));
    }

    // The one out on statistics is better than none at all.
    [Theory]
    [InlineData("dies")]
    [InlineData("cools down")]
    public void Cap_WhenTheOthersGo_AsksTheEjectedOneAfterAll(string other)
    {
        var circuits = Circuits(2);
        circuits[0].Open();
        Assert.False(circuits[0].Admits);
        if (other == "dies")
        {
            circuits[1].Open(CircuitCause.Unreachable);
        }
        else
        {
            circuits[1].CoolDown(TimeSpan.FromSeconds(30));
        }

        Assert.Equal((CircuitState.Suspect, true), (circuits[0].State, circuits[0].TryEnter(out _)));
    }

    [Fact]
    public void Cap_NewRevision_KeepsWhoIsOut()
    {
        var circuits = Circuits(2);
        circuits[0].Open();
        ModelPeers.Join([.. circuits, new Circuit(_time)]);
        circuits[1].Open();

        Assert.Equal((CircuitState.Open, CircuitState.Suspect), (circuits[0].State, circuits[1].State));
    }

    [Fact]
    public void Cap_RetractedOpening_FreesItsPlace()
    {
        var circuits = Circuits(2);
        var failures = Enumerable.Range(0, Circuit.FailuresToOpen).Select(_ => circuits[0].Fail(circuits[0].Begin(), CircuitCause.ServerError)!.Value).ToList();
        failures.ForEach(circuits[0].Retract);
        circuits[1].Open();

        Assert.Equal((CircuitState.Closed, CircuitState.Open), (circuits[0].State, circuits[1].State));
    }

    [Fact]
    public async Task Cap_AskedByAllAtOnce_IsKept()
    {
        for (var round = 0; round < 200; round++)
        {
            var circuits = Circuits(4);
            await Task.WhenAll(circuits.Select(c => Task.Run(() => c.Open())));
            Assert.Equal(2, circuits.Count(c => c.State == CircuitState.Open));
        }
    }

    [Fact]
    public void Cap_OverAnySequenceOfStatistics_LeavesHalfAndOneAdmitting() => Gen.Select(Gen.Int[1, 6], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3]).Array[1, 300]).Sample((endpoints, steps) =>
    {
        var time = new FakeTimeProvider();
        var circuits = Enumerable.Range(0, endpoints).Select(_ => new Circuit(time)).ToArray();
        ModelPeers.Join(circuits);
        foreach (var (pick, step) in steps)
        {
            var circuit = circuits[pick % endpoints];
            switch (step)
            {
                case 0:
                    time.Advance(TimeSpan.FromSeconds(pick));
                    break;
                case 1 when circuit.Enter() is { } flight:
                    circuit.Succeed(flight);
                    break;
                case 2 when circuit.Enter() is { } flight:
                    circuit.Fail(flight, CircuitCause.Malformed);
                    break;
                default:
                    circuit.Open();
                    break;
            }

            var admitting = circuits.Count(c => c.Admits);
            Assert.InRange(admitting, Math.Max(1, endpoints - (endpoints / 2)), endpoints);
        }
    });

    private Circuit[] Circuits(int count)
    {
        var circuits = Enumerable.Range(0, count).Select(_ => new Circuit(_time)).ToArray();
        ModelPeers.Join(circuits);
        return circuits;
    }
}
