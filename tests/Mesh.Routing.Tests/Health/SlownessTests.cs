using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class SlownessTests
{
    private static readonly TimeSpan s_usual = TimeSpan.FromMilliseconds(400);
    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _slow;
    private readonly Circuit _peer;
    private readonly ModelPeers _peers;

    public SlownessTests()
    {
        (_slow, _peer) = (new Circuit(_time), new Circuit(_time));
        _peers = ModelPeers.Join([_slow, _peer]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Silence_WhereAPeerAnswers_OpensByAgeAlone(bool stream)
    {
        Learn(_slow, stream);
        Learn(_peer, stream);
        Begin(_slow, 3, stream);
        Pass(0.5, stream);
        Assert.Equal(CircuitState.Closed, _slow.State);
        Pass(0.5, stream);

        Assert.Equal((CircuitState.Open, CircuitCause.Slow), (_slow.State, _slow.Cause));
        Assert.Equal(CircuitState.Closed, _peer.State);
    }

    [Fact]
    public void Silence_OfOneRequestAlone_OpensWhenItHasWaitedLongEnough()
    {
        Learn(_slow);
        Learn(_peer);
        Begin(_slow, 1);
        Pass(1.4);
        Assert.Equal(CircuitState.Closed, _slow.State);
        Pass(0.5);

        Assert.Equal(CircuitState.Open, _slow.State);
    }

    [Fact]
    public void Silence_OfAll_OpensNobody()
    {
        Learn(_slow);
        Learn(_peer);
        Begin(_slow, 5);
        Begin(_peer, 5);
        Wait(10);

        Assert.Equal((CircuitState.Closed, CircuitState.Closed), (_slow.State, _peer.State));
    }

    [Fact]
    public void Silence_OfTheOnlyEndpoint_OpensNothing()
    {
        var only = new Circuit(_time);
        var peers = ModelPeers.Join([only]);
        Learn(only);
        Begin(only, 5);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            peers.Look();
        }

        Assert.Equal(CircuitState.Closed, only.State);
    }

    [Fact]
    public void Silence_OfANewEndpoint_IsJudgedByItsPeersPace()
    {
        Learn(_peer);
        Begin(_slow, 3);
        Pass(1.1);

        Assert.Equal(CircuitState.Open, _slow.State);
    }

    [Fact]
    public void Silence_WhereNothingIsKnown_OpensNothing()
    {
        Begin(_slow, 5);
        Pass(1.9);

        Assert.Equal(CircuitState.Closed, _slow.State);
    }

    [Fact]
    public void Hiccup_OverInTime_OpensNothing()
    {
        Learn(_slow);
        Learn(_peer);
        var waiting = Begin(_slow, 5);
        Pass(0.7);
        waiting.ForEach(_slow.FirstFrame);
        Answer(_slow, s_usual);
        Pass(5);

        Assert.Equal(CircuitState.Closed, _slow.State);
    }

    // A whole answer takes as long as it is: it must not make streams look quick, nor streams it slow.
    [Fact]
    public void Pace_OfWholeAnswers_IsApartFromThatOfStreams()
    {
        foreach (var circuit in new[] { _slow, _peer })
        {
            Learn(circuit);
            Learn(circuit, stream: false, usual: TimeSpan.FromSeconds(20));
        }

        Begin(_slow, 5, stream: false);
        Pass(15);
        Assert.Equal(CircuitState.Closed, _slow.State);
        Begin(_slow, 3);
        Pass(1.1);
        Assert.Equal(CircuitState.Open, _slow.State);
    }

    // It has answered late for so long, and its peers too, that this is what is usual now.
    [Fact]
    public void Pace_ThatChangedForAll_BecomesTheUsualOne()
    {
        Learn(_slow);
        Learn(_peer);
        for (var i = 0; i < 100; i++)
        {
            Answer(_slow, 5 * s_usual);
            Answer(_peer, 5 * s_usual);
        }

        Learn(_peer, usual: 5 * s_usual);
        Begin(_slow, 5);
        Pass(1.9);

        Assert.Equal((CircuitState.Closed, CircuitState.Closed), (_slow.State, _peer.State));
    }

    [Fact]
    public void Slowdown_InFlightWhenItOpened_IsAnsweredAndChangesNothing()
    {
        var waiting = Open();
        waiting.ForEach(_slow.FirstFrame);
        waiting.ForEach(_slow.Succeed);

        Assert.Equal(CircuitState.Open, _slow.State);
    }

    [Fact]
    public void Slowdown_TrialThatIsQuick_ClosesWithItsFirstFrame()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        var trial = _slow.Enter()!;
        Assert.Null(_slow.Enter());
        _time.Advance(s_usual);
        _slow.FirstFrame(trial);

        Assert.Equal(CircuitState.Closed, _slow.State);
        Assert.InRange(_slow.Standing.Share, 0.05, 0.15);
    }

    [Fact]
    public void Slowdown_TrialThatIsStillSlow_OpensAgainForHalfAsLongAgain()
    {
        Open();
        Pass(5);
        var trial = _slow.Enter()!;
        Pass(0.4);
        Assert.Equal(CircuitState.HalfOpen, _slow.State);
        Pass(0.3);
        Assert.Equal(CircuitState.Open, _slow.State);
        _slow.FirstFrame(trial);
        _slow.Succeed(trial);
        Pass(7.2);
        Assert.Equal(CircuitState.Open, _slow.State);
        Pass(0.4);
        Assert.Equal(CircuitState.HalfOpen, _slow.State);
    }

    // An engine that starts anew is cold: its first answer may take its time.
    [Fact]
    public void Trial_OfOneThatWasNotSlow_MayTakeTwoSeconds()
    {
        Learn(_slow);
        Learn(_peer);
        _slow.Open(CircuitCause.Unreachable);
        Pass(5);
        var trial = _slow.Enter()!;
        Pass(1.9);
        Assert.Equal(CircuitState.HalfOpen, _slow.State);
        _slow.FirstFrame(trial);

        Assert.Equal(CircuitState.Closed, _slow.State);
    }

    [Fact]
    public void Slowdown_UnderTheCap_LeavesASuspect()
    {
        var third = new Circuit(_time);
        var peers = ModelPeers.Join([_slow, _peer, third]);
        Learn(_slow);
        Learn(_peer);
        third.Open();
        Begin(_slow, 3);
        for (var i = 0; i < 12; i++)
        {
            Answer(_peer, TimeSpan.FromSeconds(0.1));
            peers.Look();
        }

        Assert.Equal((CircuitState.Suspect, CircuitCause.Slow), (_slow.State, _slow.Cause));
    }

    private List<Flight> Open()
    {
        Learn(_slow);
        Learn(_peer);
        var waiting = Begin(_slow, 4);
        Pass(1);
        Assert.Equal(CircuitState.Open, _slow.State);
        return waiting;
    }

    private void Learn(Circuit circuit, bool stream = true, TimeSpan? usual = null)
    {
        for (var i = 0; i < 128; i++)
        {
            Answer(circuit, usual ?? s_usual, stream);
        }
    }

    private void Answer(Circuit circuit, TimeSpan took, bool stream = true)
    {
        var flight = circuit.Begin(trial: false, stream);
        _time.Advance(took);
        circuit.FirstFrame(flight);
        circuit.Succeed(flight);
    }

    private static List<Flight> Begin(Circuit circuit, int count, bool stream = true) =>
        [.. Enumerable.Range(0, count).Select(_ => circuit.Begin(trial: false, stream))];

    /// <summary>Time goes by while the peer answers, and somebody looks ten times a second.</summary>
    private void Pass(double seconds, bool stream = true)
    {
        for (var i = 0; i < Math.Round(seconds * 10); i++)
        {
            Answer(_peer, TimeSpan.FromSeconds(0.1), stream);
            _peers.Look();
        }
    }

    private void Wait(double seconds)
    {
        for (var i = 0; i < Math.Round(seconds * 10); i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
            _peers.Look();
        }
    }
}
