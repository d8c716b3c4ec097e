using CsCheck;
using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class FailureRateTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _circuit;

    public FailureRateTests() => _circuit = new Circuit(_time);

    [Theory]
    [InlineData(17, 3, CircuitState.Open)]
    [InlineData(18, 2, CircuitState.Closed)]
    [InlineData(16, 3, CircuitState.Closed)]
    [InlineData(87, 10, CircuitState.Open)]
    [InlineData(90, 10, CircuitState.Closed)]
    public void Rate_OverATenthOfTwentyRequests_Opens(int good, int bad, CircuitState expected)
    {
        Spread(good, bad);

        Assert.Equal(expected, _circuit.State);
    }

    [Fact]
    public void Rate_OfRequestsOlderThanAMinute_CountsNoMore()
    {
        Spread(18, 2);
        _time.Advance(TimeSpan.FromSeconds(61));
        Spread(18, 2);

        Assert.Equal(CircuitState.Closed, _circuit.State);
        _circuit.Fail();
        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void Rate_AfterAnOutage_CountsAnew()
    {
        Spread(17, 3);
        _time.Advance(TimeSpan.FromSeconds(5));
        _circuit.Succeed(_circuit.Enter()!);
        Spread(18, 2);

        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Rate_OfForgottenRequests_CountsNothing()
    {
        for (var i = 0; i < 100; i++)
        {
            _circuit.Forget(_circuit.Begin());
        }

        Spread(0, 2);
        Assert.Equal(CircuitState.Closed, _circuit.State);
    }

    [Fact]
    public void Window_OverAnySequence_HoldsWhatALogOfTheLastMinuteHolds() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 90]).Array[1, 200].Sample(steps =>
    {
        var window = new FailureWindow();
        var log = new List<(long Second, bool Failed)>();
        var now = TimeSpan.FromDays(40);
        foreach (var (step, pick) in steps)
        {
            var second = (long)now.TotalSeconds;
            switch (step)
            {
                case 0:
                    now += TimeSpan.FromSeconds(pick);
                    break;
                case 1:
                    log.Add((window.Add(now, failed: pick % 2 == 0), pick % 2 == 0));
                    break;
                case 2 when log.FindIndex(l => l.Failed) is >= 0 and var index:
                    window.Remove(now, log[index].Second);
                    log.RemoveAt(index);
                    break;
                default:
                    log.Add((window.Add(now, failed: false), false));
                    break;
            }

            log.RemoveAll(l => l.Second <= (long)now.TotalSeconds - 60);
            window.Remove(now, -1000);
            Assert.Equal((log.Count, log.Count(l => l.Failed)), (window.Requests, window.Failures));
        }
    });

    // Never so many in a row that this alone opens it; the last is a failure, with which the share is looked at.
    private void Spread(int good, int bad)
    {
        _circuit.Succeed(Math.Max(0, good - bad + 1));
        for (var i = 0; i < bad; i++)
        {
            _circuit.Succeed(i > 0 && good > 0 ? 1 : 0);
            _circuit.Fail();
        }
    }
}
