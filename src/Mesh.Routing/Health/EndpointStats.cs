using Mesh.Contracts.Endpoints;

namespace Mesh.Routing.Health;

/// <summary>
/// What this silo knows of one endpoint. The endpoint's gate writes, routers read; every member is safe from any thread.
/// It lives as long as the endpoint's name is in the catalogue, across revisions.
/// </summary>
public sealed class EndpointStats(string endpoint, Circuit circuit)
{
    private const double Smoothing = 0.2;
    private const int NoLimit = int.MaxValue;

    // Money is exact and has no bound that a wrong count could pass: a decimal, which no atomic operation takes.
    private readonly Lock _spending = new();
    private int _inFlight;
    private long _attempts;
    private long _failures;
    private long _tokens;
    private double _firstTokenSeconds;
    private double _tokenSeconds;
    private decimal _spentUsd;
    private volatile int _limit = NoLimit;

    /// <summary>Endpoint name.</summary>
    public string Endpoint { get; } = endpoint;

    /// <summary>Whether it may be asked.</summary>
    public Circuit Circuit { get; } = circuit;

    /// <summary>Requests under way from this silo.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Requests that this silo may have under way; null for no limit.</summary>
    public int? ConcurrencyLimit
    {
        get => _limit is var limit && limit == NoLimit ? null : limit;
        set => _limit = value ?? NoLimit;
    }

    /// <summary>Smoothed time to the first content frame in seconds; 0 until measured.</summary>
    public double FirstTokenSeconds => Volatile.Read(ref _firstTokenSeconds);

    /// <summary>Smoothed time an answer token in seconds; 0 until measured.</summary>
    public double TokenSeconds => Volatile.Read(ref _tokenSeconds);

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
                Interlocked.Increment(ref _attempts);
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

    /// <summary>Counts a fault of the endpoint.</summary>
    public void CountFailure() => Interlocked.Increment(ref _failures);

    /// <summary>Takes a measured answer in.</summary>
    /// <param name="firstToken">Time to the first content frame.</param>
    /// <param name="rest">Time from there to the end; zero for an answer in one piece, which says nothing of the rate.</param>
    /// <param name="tokens">Tokens in and out.</param>
    /// <param name="answerTokens">Tokens of the answer.</param>
    /// <param name="costUsd">What it cost.</param>
    public void CountAnswer(TimeSpan firstToken, TimeSpan rest, long tokens, long answerTokens, decimal costUsd)
    {
        Smooth(ref _firstTokenSeconds, firstToken.TotalSeconds);
        if (answerTokens > 1 && rest > TimeSpan.Zero)
        {
            Smooth(ref _tokenSeconds, rest.TotalSeconds / (answerTokens - 1));
        }

        Interlocked.Add(ref _tokens, tokens);
        lock (_spending)
        {
            _spentUsd += costUsd;
        }
    }

    /// <summary>All of it at one moment.</summary>
    public EndpointStatus Read(string model) => new()
    {
        Endpoint = Endpoint,
        Model = model,
        Circuit = Circuit.State,
        Cause = Circuit.Cause,
        InFlight = InFlight,
        Attempts = Interlocked.Read(ref _attempts),
        Failures = Interlocked.Read(ref _failures),
        FirstTokenSeconds = FirstTokenSeconds,
        TokenSeconds = TokenSeconds,
        Tokens = Interlocked.Read(ref _tokens),
        SpentUsd = SpentUsd,
    };

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
}
