using Mesh.Contracts.Routing;
using Mesh.Routing.Load;
using Mesh.Simulation.Engines;

namespace Mesh.Simulation.Runs;

/// <summary>Those who wait in front of a router, in the silos' own queues, with a bound on their number and on the wait.</summary>
/// <param name="most">Most that wait.</param>
/// <param name="longest">Longest wait in seconds.</param>
/// <param name="sheddable">Share of it that sheddable requests may wait.</param>
internal sealed class Desk(int most, double longest, double sheddable)
{
    private const double LookSeconds = 0.05;
    private readonly ClassQueues<WaitingJob> _queues = new();
    private long _arrivals;
    private double _nextLook;

    /// <summary>How many wait.</summary>
    public int Count => _queues.Count;

    /// <summary>A request comes to wait, or is refused; for a higher class, or a tenant that has fewer, another one may have to go.</summary>
    public void Enter(Job job, double cost, double now)
    {
        var waiting = new WaitingJob(job, cost, now + (job.Request.Class == WorkClass.Sheddable ? sheddable * longest : longest), _arrivals++);
        if (_queues.Count >= most)
        {
            if (_queues.GivesWayTo(waiting) is not { } newest)
            {
                job.Refused = true;
                return;
            }

            Refuse(newest);
        }

        _queues.Add(waiting);
    }

    /// <summary>Whoever has waited for too long is refused.</summary>
    public void Expire(double now)
    {
        if (now < _nextLook || _queues.Count == 0)
        {
            return;
        }

        _nextLook = now + LookSeconds;
        foreach (var waiting in _queues.All.Where(w => w.Expires <= now).ToArray())
        {
            Refuse(waiting);
        }
    }

    /// <summary>Takes out the next one that may go; null when none may.</summary>
    public WaitingJob? Next(Func<WaitingJob, bool> mayGo) => _queues.Take(mayGo);

    private void Refuse(WaitingJob waiting)
    {
        _queues.Remove(waiting);
        waiting.Job.Refused = true;
    }
}
