using Mesh.Contracts.Endpoints;
using Mesh.Contracts.Routing;
using Mesh.Routing.Health;
using Mesh.Routing.Snapshots;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

/// <summary>
/// Three endpoints of one model under 100 requests a second, from the decision through the circuits, on a clock that runs in
/// steps of 5 ms. One of them misbehaves from second 20 to second 40.
/// </summary>
internal sealed class OutageRun
{
    private const string Victim = "a";
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new();
    private readonly Random _random;
    private readonly MeshBuilder _mesh;
    private readonly MeshView _view;
    private readonly Outcome _outcome;
    private readonly bool _probesPass;
    private readonly double _usualSeconds;
    private readonly List<(double At, string Endpoint, Flight Flight, bool Good)> _ends = [];
    private long _probes;

    private OutageRun(Outcome outcome, int seed, bool probesPass, double usualSeconds)
    {
        (_outcome, _probesPass, _usualSeconds) = (outcome, probesPass, usualSeconds);
        _random = new Random(seed);
        _mesh = new MeshBuilder { Time = _time, Chance = _random.NextDouble }.With(MeshBuilder.Model("m"), Victim, "b", "c");
        _view = _mesh.View;
    }

    public enum Outcome
    {
        Refused,
        Silent,
        Slow,
    }

    /// <summary>Attempts at the endpoint from its fault until it was left.</summary>
    public int AttemptsUntilLeft { get; private set; }

    /// <summary>Seconds from its fault until it was left.</summary>
    public double? LeftAfter { get; private set; }

    /// <summary>Attempts in the rest of the fault: trials.</summary>
    public int AttemptsWhileOut { get; private set; }

    /// <summary>Seconds from its return until it gave an answer again.</summary>
    public double? UsedAfter { get; private set; }

    /// <summary>How often it went out again after it was used again.</summary>
    public int Trips { get; private set; }

    /// <summary>How often another endpoint went out.</summary>
    public int WrongTrips { get; private set; }

    /// <summary>Requests that no endpoint took.</summary>
    public int Refusals { get; private set; }

    /// <summary>Its share of the answers in the last ten seconds.</summary>
    public double ShareAtEnd { get; private set; }

    private double Now => (_time.GetUtcNow() - new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;

    private bool IsFaulty => Now is >= 20 and < 40;

    private Circuit VictimCircuit => _mesh.Stats(Victim).Circuit;

    public static OutageRun Of(Outcome outcome, int seed, bool probesPass, double usualSeconds = 0.05)
    {
        var run = new OutageRun(outcome, seed, probesPass, usualSeconds);
        run.Run();
        return run;
    }

    private void Run()
    {
        var (nextRequest, nextLook, nextProbe) = (0.0, 0.0, 0.0);
        var (late, lateVictims) = (0, 0);
        while (Now < 70)
        {
            End();
            if (Now >= nextLook)
            {
                _view.Peers[0].Look();
                Watch();
                nextLook += 0.1;
            }

            if (Now >= nextProbe && VictimCircuit.WantsProbe)
            {
                VictimCircuit.Probed(++_probes, _probesPass || !IsFaulty, TimeSpan.Zero);
                nextProbe = Now + 1 + _random.NextDouble();
            }

            for (; Now >= nextRequest; nextRequest += -Math.Log(1 - _random.NextDouble()) / 100)
            {
                var answered = Ask();
                (late, lateVictims) = Now >= 60 ? (late + 1, lateVictims + (answered == Victim ? 1 : 0)) : (0, 0);
            }

            _time.Advance(s_step);
        }

        ShareAtEnd = (double)lateVictims / late;
    }

    private void Watch()
    {
        var isOut = VictimCircuit.State is CircuitState.Open;
        LeftAfter ??= IsFaulty && isOut ? Now - 20 : null;
        Trips += UsedAfter is not null && isOut ? 1 : 0;
        WrongTrips += _mesh.Stats("b").Circuit.State != CircuitState.Closed || _mesh.Stats("c").Circuit.State != CircuitState.Closed ? 1 : 0;
    }

    // The endpoint that took the request.
    private string? Ask()
    {
        RouteDecision decision = Routing.Selection.Router.Decide(_view, MeshBuilder.Query("m"), _random.NextDouble, "d");
        foreach (var candidate in decision.Candidates.Take(decision.Eligible))
        {
            var stats = _mesh.Stats(candidate.Endpoint);
            if (!stats.Circuit.TryEnter(out var trial))
            {
                continue;
            }

            Assert.True(stats.TryEnter());
            var flight = stats.Circuit.Begin(trial, isStream: true);
            if (Send(candidate.Endpoint, flight))
            {
                return candidate.Endpoint;
            }
        }

        Refusals++;
        return null;
    }

    private bool Send(string endpoint, Flight flight)
    {
        var seconds = _usualSeconds * Math.Exp(0.3 * Normal());
        var good = true;
        if (endpoint == Victim && IsFaulty)
        {
            if (LeftAfter is null)
            {
                AttemptsUntilLeft++;
            }
            else
            {
                AttemptsWhileOut++;
            }

            if (_outcome == Outcome.Refused)
            {
                _mesh.Stats(endpoint).Leave();
                _mesh.Stats(endpoint).Circuit.Fail(flight, CircuitCause.Unreachable);
                Watch();
                return false;
            }

            (seconds, good) = _outcome == Outcome.Slow ? (20 * seconds, true) : (s_watchdog.TotalSeconds, false);
        }

        _ends.Add((Now + seconds, endpoint, flight, good));
        return true;
    }

    private void End()
    {
        foreach (var (_, endpoint, flight, good) in _ends.Where(e => e.At <= Now).ToArray())
        {
            var stats = _mesh.Stats(endpoint);
            stats.Leave();
            if (good)
            {
                stats.Circuit.FirstFrame(flight);
                stats.Circuit.Succeed(flight);
                UsedAfter ??= endpoint == Victim && Now >= 40 && stats.Circuit.State == CircuitState.Closed ? Now - 40 : null;
            }
            else
            {
                stats.Circuit.Fail(flight, CircuitCause.Silent);
            }
        }

        _ends.RemoveAll(e => e.At <= Now);
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
