using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class ProbedTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _circuit;

    public ProbedTests() => _circuit = new Circuit(_time);

    [Theory]
    [InlineData(CircuitCause.Unreachable, true)]
    [InlineData(CircuitCause.Broken, true)]
    [InlineData(CircuitCause.Silent, true)]
    [InlineData(CircuitCause.ServerError, false)]
    [InlineData(CircuitCause.Malformed, false)]
    public void Probe_IsWanted_WhereItCanTellThatTheEndpointIsBack(CircuitCause cause, bool wanted)
    {
        Assert.False(_circuit.WantsProbe);
        _circuit.Open(cause);
        Assert.Equal(wanted, _circuit.WantsProbe);
        _circuit.Probed(1, passed: true, TimeSpan.Zero);

        Assert.Equal(wanted ? CircuitState.HalfOpen : CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Probe_Passed_EndsTheBackOffAndBeginsItAnew()
    {
        _circuit.Open(CircuitCause.Unreachable);
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(Circuit.Longest);
            _circuit.Fail(_circuit.Enter()!, CircuitCause.Unreachable);
        }

        _circuit.Probed(1, passed: true, TimeSpan.Zero);
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        _circuit.Fail(_circuit.Enter()!, CircuitCause.Unreachable);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    // A whole answer may take a minute: until then nobody else would be let in, to an endpoint that is there.
    [Theory]
    [InlineData(CircuitCause.Unreachable, true, false, CircuitState.Closed)]
    [InlineData(CircuitCause.Unreachable, true, true, CircuitState.HalfOpen)]
    [InlineData(CircuitCause.Unreachable, false, false, CircuitState.HalfOpen)]
    [InlineData(CircuitCause.Silent, true, false, CircuitState.HalfOpen)]
    public void Trial_OfAWholeAnswer_IsEnoughOnceItIsConnectedAndAProbePassed(CircuitCause cause, bool probed, bool isStream, CircuitState after)
    {
        var peers = ModelPeers.Join([_circuit]);
        _circuit.Open(cause);
        _time.Advance(TimeSpan.FromSeconds(5));
        if (probed)
        {
            _circuit.Probed(1, passed: true, TimeSpan.Zero);
        }

        Assert.True(_circuit.TryEnter(out var trial));
        var flight = _circuit.Begin(trial, isStream);
        _time.Advance(TimeSpan.FromSeconds(6));
        peers.Look();
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        peers.Look();
        Assert.Equal(after, _circuit.State);

        _circuit.Succeed(flight);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Probe_FromBeforeTheOutage_SaysNothing()
    {
        _circuit.Open(CircuitCause.Unreachable);
        _time.Advance(TimeSpan.FromSeconds(1));
        _circuit.Probed(1, passed: true, TimeSpan.FromSeconds(1.1));

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    // An endpoint may answer probes and nothing else: it must not get a request for each of them.
    [Fact]
    public void Probe_PassedTwice_EndsTheBackOffOnceUnlessOneFailedBetween()
    {
        _circuit.Open(CircuitCause.Broken);
        _circuit.Probed(1, passed: true, TimeSpan.Zero);
        _circuit.Fail(_circuit.Enter()!, CircuitCause.Broken);
        _circuit.Probed(1, passed: true, TimeSpan.Zero);
        _circuit.Probed(2, passed: true, TimeSpan.Zero);
        Assert.Equal(CircuitState.Open, _circuit.State);
        _circuit.Probed(3, passed: false, TimeSpan.Zero);
        _circuit.Probed(4, passed: true, TimeSpan.Zero);

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void Probe_Failed_LiftsTheCap()
    {
        ModelPeers.Join([_circuit]);
        _circuit.Open(CircuitCause.Broken);
        Assert.Equal(CircuitState.Suspect, _circuit.State);
        _circuit.Probed(1, passed: false, TimeSpan.Zero);

        Assert.Equal((CircuitState.Open, false), (_circuit.State, _circuit.Admits));
    }

    [Fact]
    public void Probe_OfAClosedCircuit_ChangesNothing()
    {
        _circuit.Probed(1, passed: false, TimeSpan.Zero);

        Assert.Equal(Standing.Calm, _circuit.Standing);
    }
}
