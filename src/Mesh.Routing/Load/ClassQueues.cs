using Mesh.Contracts.Routing;

namespace Mesh.Routing.Load;

/// <summary>What waits for one model: higher classes first, inside a class tenants in turn, inside a tenant the most urgent first. Not thread-safe; bounded by its user, who asks <see cref="GivesWayTo"/> when it is full.</summary>
/// <typeparam name="T">What waits.</typeparam>
public sealed class ClassQueues<T>
    where T : class, IQueued, IComparable<T>
{
    private readonly FairTurns<T>[] _classes = [new(), new(), new()];

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>All that wait, higher classes first.</summary>
    public IEnumerable<T> All => _classes.SelectMany(c => c.All);

    /// <summary>What waits of each tenant and class, higher classes first.</summary>
    public IEnumerable<(WorkClass Class, string Tenant, IReadOnlyList<T> Items)> Tenants =>
        _classes.Index().SelectMany(c => c.Item.Flows, (c, flow) => ((WorkClass)c.Index, flow.Name, flow.Items));

    /// <summary>How many of a class wait.</summary>
    public int CountOf(WorkClass workClass) => _classes[(int)workClass].Count;

    /// <summary>Puts an item in.</summary>
    public void Add(T item)
    {
        _classes[(int)item.WorkClass].Add(item, item.Tenant);
        Count++;
    }

    /// <summary>Takes an item out; gives whether it was there.</summary>
    public bool Remove(T item)
    {
        var removed = _classes[(int)item.WorkClass].Remove(item, item.Tenant);
        Count -= removed ? 1 : 0;
        return removed;
    }

    /// <summary>Takes out the next one among those that suit, at its tenant's charge; null when none suits.</summary>
    public T? Take(Func<T, bool> suits)
    {
        foreach (var queue in _classes)
        {
            if (queue.Count > 0 && queue.Take(suits, static item => item.Cost) is { } next)
            {
                Count--;
                return next;
            }
        }

        return null;
    }

    /// <summary>About how many go before an item that is not in here yet.</summary>
    public int Before(T item) =>
        _classes[(int)item.WorkClass].Before(item, item.Tenant) + _classes.Take((int)item.WorkClass).Sum(c => c.Count);

    /// <summary>
    /// Who has to go for an item when there is no room: the newest of the lowest class below its own, else the newest of the tenant of
    /// its class of which most wait, if these are more than its own tenant would have; null when it has to go itself.
    /// </summary>
    public T? GivesWayTo(T item)
    {
        for (var c = _classes.Length - 1; c > (int)item.WorkClass; c--)
        {
            if (_classes[c].Count > 0)
            {
                return _classes[c].All.MaxBy(w => w.Sequence);
            }
        }

        var own = _classes[(int)item.WorkClass];
        return own.Longest() is { } tenant && own.CountOf(tenant) > own.CountOf(item.Tenant) + 1 ? own.Of(tenant).MaxBy(w => w.Sequence) : null;
    }
}
