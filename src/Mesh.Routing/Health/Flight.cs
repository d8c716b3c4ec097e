namespace Mesh.Routing.Health;

/// <summary>One request under way at an endpoint, from the moment in which its circuit let it out. Changed under the circuit's lock only.</summary>
public sealed class Flight
{
    internal Flight(TimeSpan began, long period, bool isTrial, bool isStream) =>
        (Began, Period, IsTrial, IsStream) = (began, period, isTrial, isStream);

    /// <summary>Whether it is half-open's trial, whose outcome decides.</summary>
    public bool IsTrial { get; }

    /// <summary>Whether its answer comes in pieces.</summary>
    internal bool IsStream { get; }

    /// <summary>When it went out, on the clock that all circuits share.</summary>
    internal TimeSpan Began { get; }

    /// <summary>Which time between two changes of the circuit's mind it belongs to: outcomes count in their own only.</summary>
    internal long Period { get; }

    /// <summary>How often its age alone has spoken against the endpoint: 0 to 2.</summary>
    internal int Lateness { get; set; }

    /// <summary>Whether its first frame is still to come.</summary>
    internal bool Waits { get; set; }

    /// <summary>The next older one that waits.</summary>
    internal Flight? Older { get; set; }

    /// <summary>The next younger one that waits.</summary>
    internal Flight? Younger { get; set; }
}
