using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;

namespace Mesh.Grains.Admission;

/// <summary>
/// The queues of one silo, and who is called when a place is free. One lock for all of them, held for microseconds: a request
/// may wait in several. Called requests count as present until they have been at the gate, so that nobody overtakes them there.
/// </summary>
internal sealed class QueueRoom : IDisposable
{
    // A request that could be served by more models waits for the first ones.
    private const int MostQueues = 8;

    // Called from one queue and not heard of. Each that got its place calls the next, so more would only crowd the gate.
    private const int MostCalled = 4;

    // How soon what no place given back tells is seen: a greater lease, a changed catalogue, a circuit that closes or opens.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ModelQueue> _queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, ModelPlaces> _places;
    private readonly Action<string, WorkClass, Refusal> _refused;
    private readonly TimeProvider _time;
    private readonly ITimer _looking;
    private int _present;

    /// <summary>Makes an empty room.</summary>
    /// <param name="places">The places of a model now.</param>
    /// <param name="refused">Told of each request that is refused: model, class and why.</param>
    /// <param name="time">The clock.</param>
    public QueueRoom(Func<string, ModelPlaces> places, Action<string, WorkClass, Refusal> refused, TimeProvider time)
    {
        (_places, _refused, _time) = (places, refused, time);
        _looking = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Requests that wait or are on their way from a queue to the gate. Read without the lock on every request's path.</summary>
    public int Present => Volatile.Read(ref _present);

    /// <inheritdoc/>
    public void Dispose() => _looking.Dispose();

    /// <summary>How many wait, by model and class.</summary>
    public IReadOnlyList<(string Model, WorkClass Class, int Count)> Counts()
    {
        lock (_lock)
        {
            return [.. from queue in _queues.Values from workClass in Enum.GetValues<WorkClass>() select (queue.Model, workClass, queue.CountOf(workClass))];
        }
    }

    /// <summary>Whether a newcomer of a class and tenant would overtake somebody at a model's endpoint.</summary>
    public bool HasBefore(string model, string endpoint, WorkClass newcomer, string tenant)
    {
        lock (_lock)
        {
            return _queues.TryGetValue(model, out var queue) && queue.HasBefore(endpoint, newcomer, tenant);
        }
    }

    /// <summary>Puts a request into the queues of <paramref name="models"/>; gives the error when none takes it.</summary>
    public MeshError? Enter(Waiter waiter, IEnumerable<string> models)
    {
        lock (_lock)
        {
            (ModelQueue Queue, Refusal Why, double? Wait)? refused = null;
            foreach (var queue in models.Take(MostQueues).Select(QueueNeedsLock))
            {
                if (WhyNotNeedsLock(queue, waiter, out var wait) is { } why)
                {
                    refused ??= (queue, why, wait);
                }
                else
                {
                    queue.Add(waiter);
                }
            }

            if (waiter.Queues.Count == 0 && refused is { } by)
            {
                return RefuseNeedsLock(by.Queue, waiter, by.Why, by.Wait);
            }

            ArriveNeedsLock();

            // A place may have come back between the decision and here, when nobody was seen to wait for it.
            waiter.Queues.ToList().ForEach(CallNeedsLock);
            return null;
        }
    }

    /// <summary>A request found no place at the gate: it waits where it stood, or would have stood. It has been taken before, so the queue's length does not hold it off.</summary>
    public void Return(Waiter waiter, IEnumerable<string> models)
    {
        lock (_lock)
        {
            var (by, seen, isFirst) = (waiter.CalledBy, waiter.PlacesSeen, !waiter.HasReturned);
            waiter.Again();
            models.Take(MostQueues).Select(QueueNeedsLock).ToList().ForEach(q => q.Add(waiter));
            by?.Heard(waiter);
            if (by is null)
            {
                ArriveNeedsLock();

                // Its decision is out of date: where another endpoint has a place, it goes there at once. Once only, lest it asks those who refuse again and again.
                if (isFirst)
                {
                    waiter.Queues.ToList().ForEach(CallNeedsLock);
                }
            }
            else if (by.PlacesSeen != seen)
            {
                CallNeedsLock(by);
            }
        }
    }

    /// <summary>A called request has been at the gate, or does not go there: the next may.</summary>
    public void Settle(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.CalledBy is { } queue)
            {
                queue.Heard(waiter);
                DepartNeedsLock();
                CallNeedsLock(queue);
            }
        }
    }

    /// <summary>The caller went away, or its time is over.</summary>
    public void Leave(Waiter waiter, CancellationToken token)
    {
        lock (_lock)
        {
            // One that was called goes on, finds its token ended and settles.
            if (waiter.Queues.Count > 0)
            {
                RemoveNeedsLock(waiter);
                DepartNeedsLock();
                waiter.Cancel(token);
            }
        }
    }

    /// <summary>A place at a model came back. Costs a read while nobody waits.</summary>
    public void Freed(string model)
    {
        // After the place was given back by a full fence: either this sees who waits, or who comes to wait sees the place.
        if (Volatile.Read(ref _present) == 0)
        {
            return;
        }

        lock (_lock)
        {
            if (_queues.TryGetValue(model, out var queue) && !queue.IsIdle)
            {
                queue.PlacesSeen++;
                queue.Rate.Departed(Now(), queue.Places);
                CallNeedsLock(queue);
            }
        }
    }

    // Whoever has waited for too long is refused; whoever could be served by now is called.
    private void Look()
    {
        lock (_lock)
        {
            foreach (var queue in _queues.Values.Where(q => q.Count > 0).ToArray())
            {
                foreach (var waiter in queue.All.Where(w => _time.GetElapsedTime(w.Entered) >= queue.LongestWait(w.Class)).ToArray())
                {
                    DropNeedsLock(waiter, queue, Refusal.WaitTooLong);
                }

                CallNeedsLock(queue);
            }
        }
    }

    private ModelQueue QueueNeedsLock(string model)
    {
        if (!_queues.TryGetValue(model, out var queue))
        {
            // Models that left the catalogue leave no queues behind.
            foreach (var gone in _queues.Values.Where(q => q.IsIdle && _places(q.Model).Total == 0).ToArray())
            {
                _queues.Remove(gone.Model);
            }

            _queues[model] = queue = new ModelQueue(model);
        }

        return queue;
    }

    // Why the queue does not take a request; null when it does, from where another one may have had to go.
    private Refusal? WhyNotNeedsLock(ModelQueue queue, Waiter waiter, out double? wait)
    {
        var places = _places(queue.Model);
        queue.Resize(places);
        wait = queue.Rate.Expect(queue.Before(waiter) + 1, Now(), queue.Places);
        wait = places.FullFor is { } full && !(wait > full.TotalSeconds) ? full.TotalSeconds : wait;
        var left = _time.GetElapsedTime(_time.GetTimestamp(), waiter.Expires);
        if (wait > Math.Min(queue.LongestWait(waiter.Class).TotalSeconds, left.TotalSeconds))
        {
            return Refusal.WaitTooLong;
        }

        if (queue.Count >= queue.Length)
        {
            if (queue.GivesWayTo(waiter) is not { } newest)
            {
                return Refusal.QueueFull;
            }

            DropNeedsLock(newest, queue, Refusal.Evicted);
        }

        return null;
    }

    private void DropNeedsLock(Waiter waiter, ModelQueue queue, Refusal why)
    {
        queue.Remove(waiter);
        if (waiter.Queues.Count == 0)
        {
            DepartNeedsLock();
            waiter.End(RefuseNeedsLock(queue, waiter, why, queue.Rate.Expect(queue.Count + 1, Now(), queue.Places)));
        }
    }

    private MeshError RefuseNeedsLock(ModelQueue queue, Waiter waiter, Refusal why, double? wait)
    {
        _refused(queue.Model, waiter.Class, why);
        return Refusals.ByQueue(why, queue, waiter, wait);
    }

    // Whoever could take none of the free places is passed over, lest it keeps them from those behind it.
    private void CallNeedsLock(ModelQueue queue)
    {
        if (queue.Count == 0)
        {
            return;
        }

        var places = _places(queue.Model);
        var most = Math.Min(places.Free, MostCalled) - queue.Called;
        for (; most > 0 && queue.Call(places) is { } next; most--)
        {
            RemoveNeedsLock(next);
            next.End(null);
        }
    }

    private static void RemoveNeedsLock(Waiter waiter)
    {
        for (var i = waiter.Queues.Count - 1; i >= 0; i--)
        {
            waiter.Queues[i].Remove(waiter);
        }
    }

    private void ArriveNeedsLock()
    {
        if (Interlocked.Increment(ref _present) == 1)
        {
            _looking.Change(s_look, s_look);
        }
    }

    private void DepartNeedsLock()
    {
        if (Interlocked.Decrement(ref _present) == 0)
        {
            _looking.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private double Now() => _time.GetTimestamp() / (double)_time.TimestampFrequency;
}
