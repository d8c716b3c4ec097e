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
        Fail(Circuit.FailuresToOpen - 1);

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.TryEnter(out _));
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
    public void Circuit_FailureRetracted_NoLongerCounts()
    {
        Fail(Circuit.FailuresToOpen - 2);
        _circuit.Retract(_circuit.Fail());
        _circuit.Fail();
        Assert.Equal(CircuitState.Closed, _circuit.State);
        _circuit.Fail();

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Circuit_FailureOfAFormerRunRetracted_ChangesNothing()
    {
        var old = _circuit.Fail();
        _circuit.Succeed();
        Fail(Circuit.FailuresToOpen - 1);
        _circuit.Retract(old);
        _circuit.Fail();

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Circuit_FailuresInARow_OpensForFiveSeconds()
    {
        Fail(Circuit.FailuresToOpen);

        Assert.Equal(CircuitState.Open, _circuit.State);
        Assert.False(_circuit.Admits);
        Assert.False(_circuit.TryEnter(out _));
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
        Assert.True(_circuit.TryEnter(out _));
        Assert.False(_circuit.Admits);
        Assert.False(_circuit.TryEnter(out _));
    }

    [Fact]
    public void Circuit_ProbeSucceeds_Closes()
    {
        OpenThenWait();
        Assert.True(_circuit.TryEnter(out var probe));
        _circuit.Succeed(probe);

        Assert.Equal(CircuitState.Closed, _circuit.State);
        Assert.True(_circuit.TryEnter(out _) && _circuit.TryEnter(out _));
    }

    [Fact]
    public void Circuit_ProbesFailing_DoublesUpToTheLongest()
    {
        OpenThenWait();
        foreach (var seconds in new[] { 10, 20, 40, 80, 160, 300, 300 })
        {
            Assert.True(_circuit.TryEnter(out var probe));
            _circuit.Fail(probe);
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
        Assert.True(_circuit.TryEnter(out var probe));
        _circuit.Forget(probe);

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Assert.True(_circuit.TryEnter(out _));
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
        Assert.True(_circuit.TryEnter(out var probe));
        _circuit.Forget(probe);
        _circuit.CoolDown(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        Assert.True(_circuit.TryEnter(out _));
    }

    [Fact]
    public void Circuit_CooldownWhileTheProbeIsOut_LetsNoSecondOneOut()
    {
        OpenThenWait();
        Assert.True(_circuit.TryEnter(out _));
        _circuit.CoolDown(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.False(_circuit.TryEnter(out _));
    }

    [Theory]
    [InlineData("forgotten")]
    [InlineData("failed")]
    [InlineData("succeeded")]
    public void Circuit_RequestFromBeforeTheOpening_ChangesNothing(string ending)
    {
        Assert.True(_circuit.TryEnter(out var old));
        OpenThenWait();
        Assert.True(_circuit.TryEnter(out var probe));
        End(ending, old);

        Assert.Equal((false, true), (old, probe));
        Assert.False(_circuit.TryEnter(out _));
        Assert.Equal(CircuitState.HalfOpen, _circuit.State);
        _circuit.Succeed(probe);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Circuit_AnyOrderOfRequests_HasOneProbeAtMostAndComesBack() => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 9]).Array[1, 300].Sample(steps =>
    {
        var time = new FakeTimeProvider();
        var circuit = new Circuit(time);
        var live = new List<bool>();
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
                    End(circuit, pick % 3 == 0 ? "succeeded" : pick % 3 == 1 ? "forgotten" : "failed", live[pick % live.Count]);
                    live.RemoveAt(pick % live.Count);
                    break;
                default:
                    var admits = circuit.Admits;
                    Assert.Equal(admits, circuit.TryEnter(out var probe));
                    Assert.False(probe && circuit.Admits);
                    live.AddRange(admits ? [probe] : []);
                    break;
            }

            Assert.InRange(live.Count(p => p), 0, 1);
        }

        live.ForEach(p => End(circuit, "forgotten", p));
        time.Advance(Circuit.Longest);
        Assert.True(circuit.TryEnter(out _));
    });

    private void End(string ending, bool probe) => End(_circuit, ending, probe);

    private static void End(Circuit circuit, string ending, bool probe)
    {
        switch (ending)
        {
            case "succeeded":
                circuit.Succeed(probe);
                break;
            case "failed":
                circuit.Fail(probe);
                break;
            default:
                circuit.Forget(probe);
                break;
        }
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
