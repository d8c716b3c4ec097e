using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>
/// Whether one endpoint may be asked from this silo. It opens after <see cref="FailuresToOpen"/> failures in a row, when more
/// than a tenth of at least <see cref="RequestsToJudge"/> requests in 60 s failed, or when it is much slower than it was; then
/// one trial at a time decides, after a back-off that grows, and outcomes of other requests say nothing. What opens on
/// statistics asks the model's peers first, and stays in as a suspect where they forbid it. A cooldown that the endpoint asked
/// for is no failure. Thread-safe.
/// </summary>
public sealed class Circuit
{
    /// <summary>Failures in a row that open it.</summary>
    public const int FailuresToOpen = 5;

    /// <summary>Requests under which a share of failures says nothing.</summary>
    public const int RequestsToJudge = 20;

    /// <summary>Longest time that it stays open or cools down.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(300);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Breaker _breaker;

    // Closed and neither cooling nor coming back, as far as anybody has looked: a decision asks every candidate, and most are always calm.
    private volatile bool _calm = true;
    private volatile bool _out;
    private volatile ModelPeers? _peers;
    private long _coolUntil = long.MinValue;
    private long _lastInTime = long.MinValue;

    /// <summary>A closed circuit.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="draw">Numbers from 0 to 1, for the chance in its waits; null for none. Safe from any thread.</param>
    public Circuit(TimeProvider time, Func<double>? draw = null) => (_time, _breaker) = (time, new Breaker(this, draw));

    /// <summary>The state now.</summary>
    public CircuitState State => Under((breaker, now) => breaker.State(now));

    /// <summary>Why it is out or suspected.</summary>
    public CircuitCause Cause => Under((breaker, now) => breaker.Cause(now));

    /// <summary>Time until it may be asked again, or tried; zero when it may now.</summary>
    public TimeSpan OutFor => _calm ? TimeSpan.Zero : Under((breaker, now) => breaker.OutFor(now));

    /// <summary>Time for which it asked to be left alone; zero when it did not.</summary>
    public TimeSpan CoolingFor => _time.Elapsed() is var now && CoolUntil is var until && until > now ? until - now : TimeSpan.Zero;

    /// <summary>What a decision needs to know; costs one read while all is well.</summary>
    public Standing Standing => _calm ? Standing.Calm : Under((breaker, now) => breaker.Standing(now));

    /// <summary>Whether a request may go out now, without taking the trial's place.</summary>
    public bool Admits => _calm || Under((breaker, now) => breaker.Admits(now));

    /// <summary>Whether health probes can tell that the endpoint is back.</summary>
    public bool WantsProbe => !_calm && Under((breaker, _) => breaker.WantsProbe);

    /// <summary>The model's endpoints, this one among them; without any there is no cap.</summary>
    internal ModelPeers? Peers
    {
        set => _peers = value;
    }

    /// <summary>Whether it is ejected. Written under its own lock, and by its peers under theirs on its behalf.</summary>
    internal bool IsOut
    {
        get => _out;
        set => _out = value;
    }

    /// <summary>When its cooldown ends.</summary>
    internal TimeSpan CoolUntil
    {
        get => new(Volatile.Read(ref _coolUntil));
        set => Volatile.Write(ref _coolUntil, value.Ticks);
    }

    /// <summary>When an answer last began in time.</summary>
    internal TimeSpan LastInTime
    {
        get => new(Volatile.Read(ref _lastInTime));
        set => Volatile.Write(ref _lastInTime, value.Ticks);
    }

    /// <summary>Whether it cools down.</summary>
    internal bool IsCooling => _time.Elapsed() < CoolUntil;

    /// <summary>Whether no other endpoint of its model is left.</summary>
    internal bool IsLastResort => _peers is { NoneAdmits: true };

    /// <summary>Lets a request out if it may.</summary>
    /// <param name="trial">Whether it is half-open's trial: told to <see cref="Begin"/>, or given back by <see cref="Forget(bool)"/>.</param>
    public bool TryEnter(out bool trial)
    {
        trial = false;
        if (_calm)
        {
            return true;
        }

        lock (_lock)
        {
            var now = _time.Elapsed();
            var admitted = _breaker.Admits(now);
            trial = admitted && _breaker.Enter(now);
            return admitted;
        }
    }

    /// <summary>
    /// The request goes out. Its end is told once, by <see cref="Succeed"/>, <see cref="Fail"/>, <see cref="TakeOut"/> or
    /// <see cref="Forget(Flight)"/>.
    /// </summary>
    public Flight Begin(bool trial, bool isStream)
    {
        lock (_lock)
        {
            return _breaker.Begin(_time.Elapsed(), trial, isStream);
        }
    }

    /// <summary>The first content of its answer is here. It ends a trial well, unless the endpoint is out for how its answers end.</summary>
    public void FirstFrame(Flight flight)
    {
        lock (_lock)
        {
            var now = _time.Elapsed();
            _breaker.FirstFrame(flight, now);
            _calm = _breaker.IsCalm(now);
        }
    }

    /// <summary>The request went well.</summary>
    public void Succeed(Flight flight)
    {
        lock (_lock)
        {
            var now = _time.Elapsed();
            _breaker.Succeed(flight, now);
            _calm = _breaker.IsCalm(now);
        }
    }

    /// <summary>The request ended and says nothing about the endpoint: the caller's fault, or it went away, or a cooldown.</summary>
    public void Forget(Flight flight)
    {
        lock (_lock)
        {
            _breaker.Forget(flight);
        }
    }

    /// <summary>A request that <see cref="TryEnter"/> let out did not go.</summary>
    public void Forget(bool trial)
    {
        lock (_lock)
        {
            _breaker.Forget(trial);
        }
    }

    /// <summary>The endpoint failed.</summary>
    /// <returns>The failure, for <see cref="Retract"/>; null when it did not count.</returns>
    public Failure? Fail(Flight flight, CircuitCause cause) => Under((breaker, now) => breaker.Fail(flight, cause, now));

    /// <summary>A failure was the request's fault: it counts no longer, and what it led to is undone. After a trial's, the next trial may go at once.</summary>
    public void Retract(Failure failure) => Under((breaker, now) => breaker.Retract(failure, now));

    /// <summary>The endpoint refuses the mesh itself, by its key or its account: it is out after this one request.</summary>
    /// <returns>Whether that is news, which an operator must hear.</returns>
    public bool TakeOut(Flight flight, CircuitCause cause) => Under((breaker, now) => breaker.TakeOut(flight, cause, now));

    /// <summary>The endpoint wants to be left alone: never for a shorter time, at most 300 s; the longer wish wins.</summary>
    public void CoolDown(TimeSpan duration) => Under((breaker, now) => breaker.CoolDown(duration, now));

    /// <summary>What is behind the endpoint has started anew: whatever was held against it is over, and it begins slowly.</summary>
    public void StartAnew() => Under((breaker, now) => breaker.StartAnew(now));

    /// <summary>
    /// What a health probe said, heard once or more. If the endpoint was out by then, one that passed ends its back-off, and
    /// after one that failed no cap holds it back.
    /// </summary>
    /// <param name="number">Which probe: the same number is old news.</param>
    /// <param name="passed">Whether the endpoint answered.</param>
    /// <param name="ago">How long ago it ended.</param>
    public void Probed(long number, bool passed, TimeSpan ago) => Under((breaker, now) => breaker.Probed(number, passed, now - ago, now));

    /// <summary>What is usual to its first frames in seconds; null while few are known.</summary>
    internal (double? Streams, double? Whole) Usual() => Under((breaker, _) => breaker.Usual());

    /// <summary>Looks at the ages of what is in flight: since when it is slow and in which period; null when it is not.</summary>
    internal (TimeSpan Since, long Period)? LookAtAges((double? Streams, double? Whole) others) => Under((breaker, now) => breaker.LookAtAges(others, now));

    /// <summary>It is slow, and a peer is not: it opens, or its trial has failed.</summary>
    internal void TakeOutSlow(long period) => Under((breaker, now) => breaker.TakeOutSlow(period, now));

    /// <summary>Whether another endpoint of its model has begun an answer in time after <paramref name="since"/>.</summary>
    internal bool AnotherIsInTime(TimeSpan since) => _peers is { } peers && peers.AnotherIsInTime(this, since);

    /// <summary>Marks it as ejected if its peers allow it; a hard cause does not ask them.</summary>
    internal bool Eject(bool hard)
    {
        if (!hard && _peers is { } peers)
        {
            return peers.TryEject(this);
        }

        _out = true;
        return true;
    }

    // A closure for each call: for what happens seldom, or without one.
    private T Under<T>(Func<Breaker, TimeSpan, T> act)
    {
        lock (_lock)
        {
            var now = _time.Elapsed();
            var result = act(_breaker, now);
            _calm = _breaker.IsCalm(now);
            return result;
        }
    }

    private void Under(Action<Breaker, TimeSpan> act) => Under((breaker, now) =>
    {
        act(breaker, now);
        return true;
    });
}
