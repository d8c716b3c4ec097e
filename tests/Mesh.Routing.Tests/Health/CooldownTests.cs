using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class CooldownTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _circuit;

    public CooldownTests() => _circuit = new Circuit(_time);

    [Fact]
    public void Cooldown_HoldsBackAndThenClosesByItself()
    {
        _circuit.CoolDown(TimeSpan.FromSeconds(30));

        Assert.Equal((CircuitState.Open, CircuitCause.CoolingDown), (_circuit.State, _circuit.Cause));
        Assert.Equal(new Standing(false, false, 1, CircuitCause.CoolingDown), _circuit.Standing);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((CircuitState.Closed, CircuitCause.None), (_circuit.State, _circuit.Cause));
        Assert.Equal(Standing.Calm, _circuit.Standing);
    }

    [Fact]
    public void Cooldown_OfTwo_TheLongerWins()
    {
        _circuit.CoolDown(TimeSpan.FromSeconds(30));
        _circuit.CoolDown(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(29));

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Cooldown_ByChance_IsNeverShorterThanAskedNorLongerThanTheLongest(double draw)
    {
        var circuit = new Circuit(_time, () => draw);
        circuit.CoolDown(TimeSpan.FromSeconds(100));
        _time.Advance(TimeSpan.FromSeconds(99.9));
        Assert.Equal(CircuitState.Open, circuit.State);
        _time.Advance(TimeSpan.FromSeconds(10.1));
        Assert.Equal(CircuitState.Closed, circuit.State);

        circuit.CoolDown(TimeSpan.FromDays(10_000_000));
        _time.Advance(Circuit.Longest - TimeSpan.FromSeconds(0.1));
        Assert.Equal(CircuitState.Open, circuit.State);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(CircuitState.Closed, circuit.State);
    }

    [Fact]
    public void Cooldown_IsNoFailureAndNoOutage()
    {
        _circuit.Fail(Circuit.FailuresToOpen - 1);
        _circuit.Forget(_circuit.Begin());
        _circuit.CoolDown(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_circuit.TryEnter(out var trial));
        Assert.False(trial);
        _circuit.Fail();
        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Cooldown_OfTheTrial_LetsAnotherTrialOutAfterIt()
    {
        OpenThenWait();
        _circuit.Forget(_circuit.Enter()!);
        _circuit.CoolDown(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Assert.NotNull(_circuit.Enter());
    }

    [Fact]
    public void Cooldown_WhileTheTrialIsOut_LetsNoSecondOneOut()
    {
        OpenThenWait();
        Assert.NotNull(_circuit.Enter());
        _circuit.CoolDown(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(_circuit.Enter());
    }

    private void OpenThenWait()
    {
        _circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(5));
    }
}
