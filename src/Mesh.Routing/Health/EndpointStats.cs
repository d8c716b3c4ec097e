using Mesh.Contracts.Endpoints;
using Mesh.Routing.Limits;
using Mesh.Routing.Load;

namespace Mesh.Routing.Health;

/// <summary>
/// What this silo knows of one endpoint. The endpoint's gate writes, routers read; every member is safe from any thread.
/// It lives as long as the endpoint's name is in the catalogue, across revisions.
/// </summary>
/// <param name="endpoint">Endpoint name.</param>
/// <param name="circuit">Whether it may be asked.</param>
/// <param name="time">The clock.</param>
public sealed class EndpointStats(string endpoint, Circuit circuit, TimeProvider time)
{
    /// <summary>Seconds over which rates of now are told.</summary>
    public const int Lately = 10;

    private const double Smoothing = 0.2;
    private const int NoLimit = int.MaxValue;
    private const double FewRequests = 5;

    private readonly SlidingCount _attempts = new(time);
    private readonly SlidingCount _turnedAway = new(time);
    private readonly SlidingCount _tokens = new(time);
    private readonly SlidingCount _errors = new(time);
    private readonly FaultCounts _faults = new(time);

    // Money is exact and has no bound that a wrong count could pass: a decimal, which no atomic operation takes.
    private readonly Lock _spending = new();
    private int _inFlight;
    private int _peak;
    private volatile int _peersInFlight;
    private long _failures;
    private double _firstTokenSeconds;
    private decimal _spentUsd;
    private volatile int _limit = NoLimit;

    /// <summary>On the system's clock.</summary>
    public EndpointStats(string endpoint, Circuit circuit)
        : this(endpoint, circuit, TimeProvider.System)
    {
    }

    /// <summary>Endpoint name.</summary>
    public string Endpoint { get; } = endpoint;

    /// <summary>Whether it may be asked.</summary>
    public Circuit Circuit { get; } = circuit;

    /// <summary>Holds it to the vendor's requests and tokens a minute.</summary>
    public EndpointLimiter Limiter { get; } = new(time);

    /// <summary>How quickly its answers begin, by the length of their prompts.</summary>
    public RelativePace Beginning { get; } = new(time);

    /// <summary>Streams: time to the first content frame.</summary>
    public LatencyTrack StreamFirstToken { get; } = new(time);

    /// <summary>Streams: time for each answer token after the first.</summary>
    public LatencyTrack StreamToken { get; } = new(time);

    /// <summary>Answers in one piece: time to the whole answer.</summary>
    public LatencyTrack UnaryAnswer { get; } = new(time);

    /// <summary>Answers in one piece: that time for each answer token.</summary>
    public LatencyTrack UnaryToken { get; } = new(time);

    /// <summary>Requests under way from this silo.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Requests under way from the other silos, as those told that are heard of. Written by the fabric alone.</summary>
    public int PeersInFlight
    {
        get => _peersInFlight;
        set => _peersInFlight = value;
    }

    /// <summary>Tokens under way there, and how fast it reads them.</summary>
    public EndpointWork Work { get; } = new(time);

    /// <summary>Requests that this silo may have under way; null for no limit.</summary>
    public int? ConcurrencyLimit
    {
        get => _limit is var limit && limit == NoLimit ? null : limit;
        set => _limit = value ?? NoLimit;
    }

    /// <summary>Whether no further request is let in now, by any of its limits.</summary>
    public bool IsFull => InFlight >= _limit || Limiter.IsFull;

    /// <summary>Smoothed time to the first content frame in seconds; 0 until measured.</summary>
    public double FirstTokenSeconds => Volatile.Read(ref _firstTokenSeconds);

    /// <summary>Smoothed time an answer token in seconds; 0 until measured.</summary>
    public double TokenSeconds => StreamToken.Smoothed;

    /// <summary>Requests let in by the second lately.</summary>
    public double RequestsPerSecond => _attempts.PerSecond(Lately);

    /// <summary>Requests turned away for its limits by the second lately.</summary>
    public double TurnedAwayPerSecond => _turnedAway.PerSecond(Lately);

    /// <summary>Tokens in and out by the second lately.</summary>
    public double TokensPerSecond => _tokens.PerSecond(Lately);

    /// <summary>Tokens of a request in the mean; 0 until measured.</summary>
    public double TokensOfRequest => _attempts.Total is > 0 and var attempts ? (double)_tokens.Total / attempts : 0;

    private decimal SpentUsd
    {
        get
        {
            lock (_spending)
            {
                return _spentUsd;
            }
        }
    }

    /// <summary>Takes a place if there is one.</summary>
    public bool TryEnter()
    {
        var limit = _limit;
        var now = Volatile.Read(ref _inFlight);
        while (now < limit)
        {
            var before = Interlocked.CompareExchange(ref _inFlight, now + 1, now);
            if (before == now)
            {
                _attempts.Add();
                RaisePeak(now + 1);
                return true;
            }

            now = before;
        }

        return false;
    }

    /// <summary>Told of the endpoint's name after a place was given back, outside any lock; null for nobody.</summary>
    public Action<string>? PlaceFreed { get; set; }

    /// <summary>Gives the place back.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref _inFlight);
        PlaceFreed?.Invoke(Endpoint);
    }

    /// <summary>Most requests that were under way since the last call.</summary>
    public int TakePeak() => Math.Max(Interlocked.Exchange(ref _peak, InFlight), InFlight);

    /// <summary>A request that wanted this endpoint was turned away for its limits.</summary>
    public void CountTurnedAway() => _turnedAway.Add();

    /// <summary>Counts a fault of the endpoint.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failures);

    /// <summary>Counts a failed attempt.</summary>
    /// <param name="kind">How it failed, from a closed list.</param>
    /// <param name="ofRequest">Whether the request was at fault, and not the endpoint.</param>
    public void CountFault(string kind, bool ofRequest)
    {
        _faults.Add(kind);
        if (!ofRequest)
        {
            _errors.Add();
        }
    }

    /// <summary>Takes a measured answer in.</summary>
    /// <param name="firstToken">Time to the first content frame.</param>
    /// <param name="rest">Time from there to the end; zero for an answer in one piece, which says nothing of the rate.</param>
    /// <param name="tokens">Tokens in and out.</param>
    /// <param name="answerTokens">Tokens of the answer.</param>
    /// <param name="costUsd">What it cost.</param>
    public void CountAnswer(TimeSpan firstToken, TimeSpan rest, long tokens, long answerTokens, decimal costUsd)
    {
        Smooth(ref _firstTokenSeconds, firstToken.TotalSeconds);
        if (rest > TimeSpan.Zero)
        {
            Beginning.Observe(Math.Max(0, tokens - answerTokens), firstToken.TotalSeconds);
            Measure(StreamFirstToken, firstToken, StreamToken, rest, answerTokens - 1);
        }
        else
        {
            Measure(UnaryAnswer, firstToken, UnaryToken, firstToken, answerTokens);
        }

        _tokens.Add(tokens);
        lock (_spending)
        {
            _spentUsd += costUsd;
        }
    }

    /// <summary>All of it at one moment.</summary>
    public EndpointStatus Read(string model)
    {
        var (requests, tokens) = Limiter.Read();
        var last = _faults.Last;
        return new EndpointStatus
        {
            Endpoint = Endpoint,
            Model = model,
            Circuit = Circuit.State,
            Cause = Circuit.Cause,
            OutFor = Circuit.OutFor,
            InFlight = InFlight,
            Attempts = _attempts.Total,
            Failures = Interlocked.Read(ref _failures),
            FirstTokenSeconds = FirstTokenSeconds,
            TokenSeconds = TokenSeconds,
            Tokens = _tokens.Total,
            SpentUsd = SpentUsd,
            RequestsPerSecond = RequestsPerSecond,
            RequestsPerSecondOfMinute = _attempts.PerSecond(SlidingCount.Longest),
            TokensPerSecond = TokensPerSecond,
            ErrorShare = ErrorShare,
            Faults = _faults.Read(),
            StreamFirstToken = StreamFirstToken.Read(),
            StreamToken = StreamToken.Read(),
            UnaryAnswer = UnaryAnswer.Read(),
            UnaryToken = UnaryToken.Read(),
            ConcurrencyLimit = ConcurrencyLimit,
            RequestLimit = requests,
            TokenLimit = tokens,
            LastFault = last?.Kind,
            LastFaultAt = last?.At,
        };
    }

    /// <summary>Share of the last minute's requests that failed otherwise than by their own fault, 0 to 1.</summary>
    public double ErrorShare => _errors.Over(SlidingCount.Longest) is > 0 and var errors
        ? Math.Min(1, errors / Math.Max(1.0, _attempts.Over(SlidingCount.Longest)))
        : 0;

    /// <summary>How likely it is to fail, 0 to 1: <see cref="ErrorShare"/>, less sure of it after few requests. Cheap while there was never an error.</summary>
    public double Risk => _errors.Total > 0 && _errors.Over(SlidingCount.Longest) is > 0 and var errors
        ? Math.Min(1, errors / (_attempts.Over(SlidingCount.Longest) + FewRequests))
        : 0;

    private static void Measure(LatencyTrack whole, TimeSpan time, LatencyTrack token, TimeSpan spent, long tokens)
    {
        whole.Add(time.TotalSeconds);
        if (tokens > 0)
        {
            token.Add(spent.TotalSeconds / tokens);
        }
    }

    private static void Smooth(ref double target, double sample)
    {
        double before, after;
        do
        {
            before = Volatile.Read(ref target);
            after = before == 0 ? sample : before + (Smoothing * (sample - before));
        }
        while (Interlocked.CompareExchange(ref target, after, before) != before);
    }

    private void RaisePeak(int now)
    {
        for (var peak = Volatile.Read(ref _peak); peak < now;)
        {
            var before = Interlocked.CompareExchange(ref _peak, now, peak);
            peak = before == peak ? now : before;
        }
    }
}
