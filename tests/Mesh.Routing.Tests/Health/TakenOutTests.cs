using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class TakenOutTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _circuit;

    public TakenOutTests()
    {
        _circuit = new Circuit(_time);
        ModelPeers.Join([_circuit]);
    }

    [Theory]
    [InlineData(CircuitCause.Credentials)]
    [InlineData(CircuitCause.QuotaSpent)]
    public void TakeOut_AfterOneRequest_IsOutForFiveMinutesAndNewsOnce(CircuitCause cause)
    {
        var flights = Enumerable.Range(0, 3).Select(_ => _circuit.Begin()).ToArray();

        Assert.Equal([true, false, false], flights.Select(f => _circuit.TakeOut(f, cause)));
        Assert.Equal((CircuitState.Open, cause), (_circuit.State, _circuit.Cause));
        Assert.False(_circuit.WantsProbe);
        _time.Advance(Circuit.Longest - TimeSpan.FromSeconds(1));
        Assert.False(_circuit.Admits);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
    }

    [Fact]
    public void TakeOut_OfTheTrialAgain_IsNoNews()
    {
        Assert.True(_circuit.TakeOut(_circuit.Begin(), CircuitCause.Credentials));
        _time.Advance(Circuit.Longest);
        Assert.False(_circuit.TakeOut(_circuit.Enter()!, CircuitCause.Credentials));
        _time.Advance(Circuit.Longest - TimeSpan.FromSeconds(1));
        Assert.False(_circuit.Admits);
    }

    [Fact]
    public void TakeOut_OfATrialThatWasOutForAnotherCause_IsNews()
    {
        _circuit.Open(CircuitCause.Unreachable);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(_circuit.TakeOut(_circuit.Enter()!, CircuitCause.QuotaSpent));
        Assert.Equal(CircuitCause.QuotaSpent, _circuit.Cause);
    }

    [Fact]
    public void TakeOut_MendedByTheOperator_ComesBackWithTheNextTrialAndIsNewsAgain()
    {
        _circuit.TakeOut(_circuit.Begin(), CircuitCause.Credentials);
        _time.Advance(Circuit.Longest);
        _circuit.Succeed(_circuit.Enter()!);

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.TakeOut(_circuit.Begin(), CircuitCause.Credentials));
    }
}
