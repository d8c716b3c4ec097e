namespace Mesh.Routing.Health;

/// <summary>The paces of an endpoint: streams and whole answers apart, since the first frame of a whole answer is its last. Under its circuit's lock.</summary>
internal sealed class Paces
{
    private readonly Pace _streams = new();
    private readonly Pace _whole = new();

    /// <summary>The pace that a request belongs to.</summary>
    public Pace Of(Flight flight) => flight.IsStream ? _streams : _whole;

    /// <summary>What is usual in seconds; null while few are known.</summary>
    public (double? Streams, double? Whole) Usual() => (_streams.High(), _whole.High());

    /// <summary>Looks at the ages of what waits; gives since when the endpoint is slow, null when it is not.</summary>
    public TimeSpan? Look(TimeSpan now, long period, (double? Streams, double? Whole) others)
    {
        var streams = _streams.Look(now, period, others.Streams);
        var whole = _whole.Look(now, period, others.Whole);
        return streams ?? whole;
    }

    /// <summary>Forgets what spoke against the endpoint.</summary>
    public void Acquit()
    {
        _streams.Acquit();
        _whole.Acquit();
    }
}
