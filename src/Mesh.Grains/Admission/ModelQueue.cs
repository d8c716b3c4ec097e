using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Routing.Load;

namespace Mesh.Grains.Admission;

/// <summary>
/// The requests that wait for one model on this silo: higher classes first, inside a class the tenants in turn, inside a tenant the
/// earliest deadline first and the order of arrival between equals. Bounded by <see cref="Length"/>; what happens there is admission's to say. Not thread-safe.
/// </summary>
internal sealed class ModelQueue(string model)
{
    /// <summary>Fewest that may wait where the catalogue says nothing: a burst at an endpoint of one place.</summary>
    public const int LeastLength = 16;

    /// <summary>Most that may wait at all.</summary>
    public const int MostLength = 1024;

    private static readonly TimeSpan s_leastWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_mostWait = TimeSpan.FromSeconds(8);
    private readonly ClassQueues<Waiter> _waiting = new();
    private readonly List<Waiter> _called = [];

    /// <summary>The model.</summary>
    public string Model { get; } = model;

    /// <summary>How fast places come back.</summary>
    public DepartureRate Rate { get; } = new();

    /// <summary>Places given back so far while somebody waited.</summary>
    public long PlacesSeen { get; set; }

    /// <summary>Requests that the silo may have under way at the model.</summary>
    public int Places { get; private set; } = 1;

    /// <summary>Most that may wait.</summary>
    public int Length { get; private set; } = LeastLength;

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>How many were called and have not told how that went.</summary>
    public int Called => _called.Count;

    /// <summary>Whether nobody waits, nor is on the way from the queue to the gate.</summary>
    public bool IsIdle => Count + Called == 0;

    /// <summary>Everybody, higher classes first.</summary>
    public IEnumerable<Waiter> All => _waiting.All;

    private QueueLimits Limits { get; set; } = new();

    private ModelDemand? Demand { get; set; }

    /// <summary>Takes the catalogue's limits and the places that there are now.</summary>
    public void Resize(ModelPlaces places)
    {
        (Limits, Places, Demand) = (places.Limits, Math.Max(1, places.Total), places.Demand);
        Length = Limits.Length ?? (int)Math.Clamp(2L * Places, LeastLength, MostLength);
    }

    /// <summary>How many of a class wait.</summary>
    public int CountOf(WorkClass workClass) => _waiting.CountOf(workClass);

    /// <summary>
    /// Whether anybody waits for an endpoint, or has just been called, whom a newcomer must not overtake: not those of a tenant who had more
    /// than its share and for whom there is no room where there is some for the newcomer.
    /// </summary>
    public bool HasBefore(string endpoint, WorkClass newcomer, string tenant)
    {
        var own = StandingOf(newcomer, tenant);
        return _called.Any(w => w.Class <= newcomer && w.Wants(endpoint))
            || _waiting.Tenants.TakeWhile(t => t.Class <= newcomer).Any(t => StandingOf(t.Class, t.Tenant) <= own && t.Items.Any(w => w.Wants(endpoint)));
    }

    /// <summary>Whether a waiter stands lower than its class, since its tenant has lately had more than its share.</summary>
    public bool IsBeyondItsShare(Waiter waiter) => StandingOf(waiter.Class, waiter.Tenant) != (EngineStanding)waiter.Class;

    /// <summary>How many would be served before a waiter that is not in the queue yet.</summary>
    public int Before(Waiter waiter) => Called + _waiting.Before(waiter);

    /// <summary>
    /// Longest time that a request of a class may wait: the catalogue's, else as long as an answer takes here (places times the time between
    /// two of them), from 1 s to 8 s. Waiting longer than the answer itself takes seldom beats asking somebody else. Sheddable requests
    /// wait for a share of it: under overload all of them that are served have waited for nearly the longest time.
    /// </summary>
    public TimeSpan LongestWait(WorkClass workClass)
    {
        var answer = TimeSpan.FromSeconds(Math.Min(Rate.Interval * Places ?? 0, s_mostWait.TotalSeconds));
        var longest = Limits.LongestWait ?? (answer > s_leastWait ? answer : s_leastWait);
        return workClass == WorkClass.Sheddable ? LoadTuning.Default.SheddableWait * longest : longest;
    }

    /// <summary>Puts a waiter in its place.</summary>
    public void Add(Waiter waiter)
    {
        _waiting.Add(waiter);
        waiter.Queues.Add(this);
    }

    /// <summary>Takes a waiter out.</summary>
    public void Remove(Waiter waiter)
    {
        _waiting.Remove(waiter);
        waiter.Queues.Remove(this);
        PauseIfIdle();
    }

    /// <summary>Takes out the next of those that suit, at its tenant's charge: it is on its way to the gate. Null when there is none.</summary>
    public Waiter? Call(ModelPlaces places)
    {
        var standings = new Standings(places.Demand);
        if (_waiting.Take(waiter => places.Suit(waiter, standings.Of(waiter.Class, waiter.Tenant))) is not { } waiter)
        {
            return null;
        }

        waiter.Queues.Remove(this);
        (waiter.CalledBy, waiter.PlacesSeen) = (this, PlacesSeen);
        _called.Add(waiter);
        return waiter;
    }

    /// <summary>A called waiter has told how it went.</summary>
    public void Heard(Waiter waiter)
    {
        waiter.CalledBy = null;
        _called.Remove(waiter);
        PauseIfIdle();
    }

    /// <summary>Who gives way to a waiter when the queue is full; null when nobody does.</summary>
    public Waiter? GivesWayTo(Waiter waiter) => _waiting.GivesWayTo(waiter);

    private EngineStanding StandingOf(WorkClass workClass, string tenant) => Demand?.StandingOf(workClass, tenant) ?? (EngineStanding)workClass;

    private void PauseIfIdle()
    {
        if (IsIdle)
        {
            Rate.Pause();
        }
    }
}
