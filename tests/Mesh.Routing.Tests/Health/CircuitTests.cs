using CsCheck;
using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class CircuitTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = new Circuit(_time);

    [Fact]
    public void Circuit_FewerFailuresThanTheBound_StaysClosed()
    {
        _circuit.Fail(Circuit.FailuresToOpen - 1);

        Assert.Equal((CircuitState.Closed, CircuitCause.None), (_circuit.State, _circuit.Cause));
        Assert.True(_circuit.TryEnter(out var trial));
        Assert.False(trial);
    }

    [Fact]
    public void Circuit_SuccessBetweenFailures_CountsFromZero()
    {
        _circuit.Fail(Circuit.FailuresToOpen - 1);
        _circuit.Succeed();
        _circuit.Fail(Circuit.FailuresToOpen - 1);

        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Circuit_FailuresInARow_OpensForFiveSeconds()
    {
        _circuit.Fail(Circuit.FailuresToOpen, CircuitCause.Broken);

        Assert.Equal((CircuitState.Open, CircuitCause.Broken), (_circuit.State, _circuit.Cause));
        Assert.False(_circuit.Admits);
        Assert.False(_circuit.TryEnter(out _));
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(CircuitState.Open, _circuit.State);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void Circuit_HalfOpen_LetsOneTrialThrough()
    {
        OpenThenWait();

        Assert.True(_circuit.Admits);
        Assert.True(_circuit.TryEnter(out var trial));
        Assert.True(trial);
        Assert.False(_circuit.Admits);
        Assert.False(_circuit.TryEnter(out _));
    }

    [Fact]
    public void Circuit_TrialSucceeds_Closes()
    {
        OpenThenWait();
        _circuit.Succeed(_circuit.Enter()!);

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.TryEnter(out _) && _circuit.TryEnter(out _));
    }

    // A long stream must not keep the endpoint half-open to its end.
    [Theory]
    [InlineData(CircuitCause.ServerError, CircuitState.Closed)]
    [InlineData(CircuitCause.Unreachable, CircuitState.Closed)]
    [InlineData(CircuitCause.Silent, CircuitState.Closed)]
    [InlineData(CircuitCause.Broken, CircuitState.HalfOpen)]
    [InlineData(CircuitCause.Malformed, CircuitState.HalfOpen)]
    public void Circuit_FirstFrameOfTheTrial_ClosesUnlessItIsOutForHowAnswersEnd(CircuitCause cause, CircuitState expected)
    {
        _circuit.Open(cause);
        _time.Advance(TimeSpan.FromSeconds(5));
        _circuit.FirstFrame(_circuit.Enter()!);

        Assert.Equal(expected, _circuit.State);
    }

    [Fact]
    public void Circuit_TrialsFailing_DoublesUpToTheLongest()
    {
        OpenThenWait();
        foreach (var seconds in new[] { 10, 20, 40, 80, 160, 300, 300 })
        {
            _circuit.Fail(_circuit.Enter()!, CircuitCause.ServerError);
            _time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Equal(CircuitState.Open, _circuit.State);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        }
    }

    // Nothing but a trial shows that answers are quick, or whole, again.
    [Theory]
    [InlineData(CircuitCause.Silent)]
    [InlineData(CircuitCause.Broken)]
    public void Circuit_TrialsFailingInAWayThatNoProbeShows_GrowsByHalf(CircuitCause cause)
    {
        _circuit.Open(cause);
        foreach (var seconds in new[] { 5, 7.5, 11.25 })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds - 0.01));
            Assert.Equal(CircuitState.Open, _circuit.State);
            _time.Advance(TimeSpan.FromSeconds(0.01));
            _circuit.Fail(_circuit.Enter()!, cause);
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0.5, 5.25)]
    [InlineData(1, 5.5)]
    public void Circuit_Waits_DifferByChance(double draw, double seconds)
    {
        var circuit = new Circuit(_time, () => draw);
        circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(seconds - 0.01));
        Assert.Equal(CircuitState.Open, circuit.State);
        _time.Advance(TimeSpan.FromSeconds(0.01));
        Assert.Equal(CircuitState.HalfOpen, circuit.State);
    }

    // Requests that were under way when it opened all fail together: that is one outage, not many failed trials.
    [Fact]
    public void Circuit_LateFailuresWhileOpen_DoNotLengthenTheWait()
    {
        var late = Enumerable.Range(0, 25).Select(_ => _circuit.Begin()).ToList();
        late.ForEach(f => _circuit.Fail(f, CircuitCause.ServerError));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void Circuit_TrialForgotten_FreesThePlaceWithoutClosing()
    {
        OpenThenWait();
        _circuit.Forget(_circuit.Enter()!);

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Assert.NotNull(_circuit.Enter());
    }

    [Fact]
    public void Circuit_TrialThatDidNotGo_FreesThePlace()
    {
        OpenThenWait();
        Assert.True(_circuit.TryEnter(out var trial));
        _circuit.Forget(trial);

        Assert.NotNull(_circuit.Enter());
    }

    [Theory]
    [InlineData("forgotten")]
    [InlineData("failed")]
    [InlineData("succeeded")]
    public void Circuit_RequestFromBeforeTheOpening_ChangesNothing(string ending)
    {
        var old = _circuit.Enter()!;
        OpenThenWait();
        var trial = _circuit.Enter()!;
        _circuit.End(ending, old);

        Assert.Equal((false, true), (old.IsTrial, trial.IsTrial));
        Assert.Null(_circuit.Enter());
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        _circuit.Succeed(trial);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Circuit_FailuresFromBeforeAnOutage_DoNotCountAfterIt()
    {
        var old = Enumerable.Range(0, Circuit.FailuresToOpen).Select(_ => _circuit.Begin()).ToList();
        OpenThenWait();
        _circuit.Succeed(_circuit.Enter()!);
        old.ForEach(f => _circuit.Fail(f, CircuitCause.Broken));

        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Circuit_AnyOrderOfRequests_HasOneTrialAtMostAndComesBack() => Gen.Select(Gen.Int[0, 6], Gen.Int[0, 9]).Array[1, 300].Sample(steps =>
    {
        var time = new FakeTimeProvider();
        var circuit = new Circuit(time);
        var live = new List<Flight>();
        foreach (var (step, pick) in steps)
        {
            switch (step)
            {
                case 0:
                    time.Advance(TimeSpan.FromSeconds(pick));
                    break;
                case 1:
                    circuit.CoolDown(TimeSpan.FromSeconds(pick));
                    break;
                case 2 or 3 when live.Count > 0:
                    circuit.End(pick % 3 == 0 ? "succeeded" : pick % 3 == 1 ? "forgotten" : "failed", live[pick % live.Count]);
                    live.RemoveAt(pick % live.Count);
                    break;
                case 4 when live.Count > 0:
                    circuit.FirstFrame(live[pick % live.Count]);
                    break;
                default:
                    var admits = circuit.Admits;
                    var flight = circuit.Enter();
                    Assert.Equal(admits, flight is not null);
                    Assert.False(flight is { IsTrial: true } && circuit.Admits);
                    live.AddRange(flight is null ? [] : [flight]);
                    break;
            }

            Assert.Equal(circuit.Admits, circuit.Standing.Admits);
        }

        live.ForEach(circuit.Forget);
        time.Advance(Circuit.Longest);
        Assert.NotNull(circuit.Enter());
    });

    private void OpenThenWait()
    {
        _circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(5));
    }
}
