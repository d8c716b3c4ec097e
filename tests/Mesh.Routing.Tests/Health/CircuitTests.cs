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
        Fail(Circuit.FailuresToOpen - 1);

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.TryEnter());
    }

    [Fact]
    public void Circuit_SuccessBetweenFailures_CountsFromZero()
    {
        Fail(Circuit.FailuresToOpen - 1);
        _circuit.Succeed();
        Fail(Circuit.FailuresToOpen - 1);

        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Circuit_FailuresInARow_OpensForFiveSeconds()
    {
        Fail(Circuit.FailuresToOpen);

        Assert.Equal(CircuitState.Open, _circuit.State);
        Assert.False(_circuit.Admits);
        Assert.False(_circuit.TryEnter());
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(CircuitState.Open, _circuit.State);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void Circuit_HalfOpen_LetsOneProbeThrough()
    {
        OpenThenWait();

        Assert.True(_circuit.Admits);
        Assert.True(_circuit.TryEnter());
        Assert.False(_circuit.Admits);
        Assert.False(_circuit.TryEnter());
    }

    [Fact]
    public void Circuit_ProbeSucceeds_Closes()
    {
        OpenThenWait();
        Assert.True(_circuit.TryEnter());
        _circuit.Succeed();

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.TryEnter() && _circuit.TryEnter());
    }

    [Fact]
    public void Circuit_ProbesFailing_DoublesUpToTheLongest()
    {
        OpenThenWait();
        foreach (var seconds in new[] { 10, 20, 40, 80, 160, 300, 300 })
        {
            Assert.True(_circuit.TryEnter());
            _circuit.Fail();
            _time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Equal(CircuitState.Open, _circuit.State);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        }
    }

    // Requests that were under way when it opened all fail together: that is one outage, not many failed probes.
    [Fact]
    public void Circuit_LateFailuresWhileOpen_DoNotLengthenTheWait()
    {
        Fail(Circuit.FailuresToOpen + 20);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void Circuit_ProbeForgotten_FreesThePlaceWithoutClosing()
    {
        OpenThenWait();
        Assert.True(_circuit.TryEnter());
        _circuit.Forget();

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Assert.True(_circuit.TryEnter());
    }

    [Fact]
    public void Circuit_Cooldown_HoldsBackAndThenClosesByItself()
    {
        _circuit.CoolDown(TimeSpan.FromSeconds(30));

        Assert.Equal(CircuitState.Open, _circuit.State);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Circuit_TwoCooldowns_TheLongerWins()
    {
        _circuit.CoolDown(TimeSpan.FromSeconds(30));
        _circuit.CoolDown(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Circuit_CooldownOfDays_IsCutToTheLongest()
    {
        _circuit.CoolDown(TimeSpan.FromDays(10_000_000));
        _time.Advance(Circuit.Longest);

        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Circuit_CooldownOfTheProbe_LetsAnotherProbeOutAfterIt()
    {
        OpenThenWait();
        Assert.True(_circuit.TryEnter());
        _circuit.CoolDown(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Assert.True(_circuit.TryEnter());
    }

    private void OpenThenWait()
    {
        Fail(Circuit.FailuresToOpen);
        _time.Advance(TimeSpan.FromSeconds(5));
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _circuit.Fail();
        }
    }
}
