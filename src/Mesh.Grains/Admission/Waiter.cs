using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Mesh.Routing.Selection;

namespace Mesh.Grains.Admission;

/// <summary>A request that waits for a place: in the queue of each model that could serve it, until one of them calls it.</summary>
internal sealed class Waiter(RouteQuery query, WorkClass workClass, long expires, long sequence, long entered) : IQueued, IComparable<Waiter>
{
    /// <summary>Most endpoints that are remembered to have refused it.</summary>
    public const int MostRefusers = 64;

    private readonly List<string> _refusers = [];
    private TaskCompletionSource<MeshError?> _call = NewCall();

    /// <summary>What it asks for, to be decided afresh when it is called.</summary>
    public RouteQuery Query { get; } = query;

    /// <summary>The endpoints that could serve it and were full or out when it was last decided.</summary>
    public IReadOnlyList<string> Endpoints { get; set; } = [];

    /// <summary>The endpoints whose gates or workers refused it, the last <see cref="MostRefusers"/>.</summary>
    public IReadOnlyList<string> Refusers => _refusers;

    /// <summary>Its class.</summary>
    public WorkClass Class { get; } = workClass;

    /// <inheritdoc/>
    WorkClass IQueued.WorkClass => Class;

    /// <inheritdoc/>
    public string Tenant { get; } = ModelRoom.TenantOf(query);

    /// <inheritdoc/>
    public double Cost { get; } = WorkCost.Of(query, query.Affinity?.CachedTokens ?? 0);

    /// <summary>Its deadline, as a timestamp.</summary>
    public long Expires { get; } = expires;

    /// <summary>Its place among arrivals.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>When it came, as a timestamp.</summary>
    public long Entered { get; } = entered;

    /// <summary>The queues that it stands in; empty when it stands in none.</summary>
    public List<ModelQueue> Queues { get; } = new(1);

    /// <summary>The queue that called it, while it has not told how that went.</summary>
    public ModelQueue? CalledBy { get; set; }

    /// <summary>How many places that queue had seen given back when it called.</summary>
    public long PlacesSeen { get; set; }

    /// <summary>Ends with null when it is called, with an error when it is refused, cancelled when it leaves.</summary>
    public Task<MeshError?> Call => _call.Task;

    /// <summary>Whether it waits for an endpoint.</summary>
    public bool Wants(string endpoint) => Endpoints.Contains(endpoint);

    /// <summary>An endpoint has refused it: the next decision goes by others first, since what it knows may be older than the refusal.</summary>
    public void RefusedBy(string endpoint)
    {
        _refusers.Remove(endpoint);
        _refusers.Add(endpoint);
        if (_refusers.Count > MostRefusers)
        {
            _refusers.RemoveAt(0);
        }
    }

    /// <summary>Ends the wait with a call (null) or a refusal.</summary>
    public void End(MeshError? refusal) => _call.TrySetResult(refusal);

    /// <summary>Ends the wait of one whose caller went away or whose time is over.</summary>
    public void Cancel(CancellationToken token) => _call.TrySetCanceled(token);

    /// <summary>Whether it has come back from the gate before.</summary>
    public bool HasReturned { get; private set; }

    /// <summary>Waits anew.</summary>
    public void Again() => (_call, HasReturned) = (NewCall(), true);

    /// <summary>Earliest deadline first; arrivals decide between equals.</summary>
    public int CompareTo(Waiter? other) =>
        other is null ? 1 : Expires.CompareTo(other.Expires) is var order and not 0 ? order : Sequence.CompareTo(other.Sequence);

    // Whoever gives a place back must not run the next request on its own stack.
    private static TaskCompletionSource<MeshError?> NewCall() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
