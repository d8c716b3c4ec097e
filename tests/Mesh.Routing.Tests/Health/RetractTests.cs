using CsCheck;
using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class RetractTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _circuit;

    public RetractTests() => _circuit = new Circuit(_time);

    [Fact]
    public void Retract_OfAFailure_CountsNoLongerInARow()
    {
        _circuit.Fail(Circuit.FailuresToOpen - 2);
        _circuit.Retract(Failure());
        _circuit.Fail();
        Assert.Equal(CircuitState.Closed, _circuit.State);
        _circuit.Fail();

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Retract_OfAFailure_CountsNoLongerInTheShare()
    {
        _circuit.Succeed(17);
        _circuit.Fail(2);
        _circuit.Succeed();
        _circuit.Retract(Failure());

        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Retract_OfAFormerRun_LeavesTheRunAlone()
    {
        var old = Failure();
        _circuit.Succeed();
        _circuit.Fail(Circuit.FailuresToOpen - 1);
        _circuit.Retract(old);
        _circuit.Fail();

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    // Many copies of one poisonous request may fail before the first is known for what it is.
    [Fact]
    public void Retract_OfAnyThatLedToTheOpening_UndoesIt()
    {
        var failures = Enumerable.Range(0, Circuit.FailuresToOpen).Select(_ => Failure()).ToList();
        Assert.Equal(CircuitState.Open, _circuit.State);
        _circuit.Retract(failures[0]);

        Assert.Equal((CircuitState.Closed, Standing.Calm), (_circuit.State, _circuit.Standing));
        failures[1..].ForEach(_circuit.Retract);
        _circuit.Fail(Circuit.FailuresToOpen - 1);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Retract_OfATrial_LeavesItHalfOpenWithItsBackOffAsItWas()
    {
        _circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        _circuit.Retract(_circuit.Fail(_circuit.Enter()!, CircuitCause.Malformed)!.Value);
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        _circuit.Fail(_circuit.Enter()!, CircuitCause.Malformed);
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void Retract_AfterTheOutageIsOver_ChangesNothing()
    {
        var failures = Enumerable.Range(0, Circuit.FailuresToOpen).Select(_ => Failure()).ToList();
        _time.Advance(TimeSpan.FromSeconds(5));
        _circuit.Succeed(_circuit.Enter()!);
        _circuit.Fail(Circuit.FailuresToOpen - 1);
        failures.ForEach(_circuit.Retract);
        _circuit.Fail();

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Retract_OfEveryFailure_LeavesNoCircuitOpen() => Gen.Bool.Array[1, 200].Sample(outcomes =>
    {
        var circuit = new Circuit(_time);
        var failures = new List<Failure>();
        foreach (var good in outcomes)
        {
            if (good)
            {
                circuit.Succeed();
            }
            else if (circuit.Fail(circuit.Begin(), CircuitCause.ServerError) is { } failure)
            {
                failures.Add(failure);
            }
        }

        failures.ForEach(circuit.Retract);
        Assert.Equal(CircuitState.Closed, circuit.State);
    });

    private Failure Failure() => _circuit.Fail(_circuit.Begin(), CircuitCause.ServerError)!.Value;
}
