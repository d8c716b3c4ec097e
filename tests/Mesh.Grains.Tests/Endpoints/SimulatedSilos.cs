using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>Silos that share one limit of requests a minute through one grain's leases, on one clock.</summary>
internal sealed class SimulatedSilos
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider _time = new();
    private readonly RateLeases _leases = new(TimeSpan.FromSeconds(3));
    private readonly Random _random;
    private readonly int _limit;
    private readonly List<Silo> _silos = [];
    private readonly Queue<DateTimeOffset> _minute = new();

    public SimulatedSilos(Random random, int silos, int limit)
    {
        (_random, _limit) = (random, limit);
        for (var i = 0; i < silos; i++)
        {
            Start();
        }
    }

    /// <summary>Silos that were ever started.</summary>
    public int Started { get; private set; }

    public int MostInAMinute { get; private set; }

    /// <summary>Most that the shares in force added up to.</summary>
    public double MostShares { get; private set; }

    public void Run(TimeSpan duration)
    {
        for (var left = duration; left > TimeSpan.Zero; left -= s_step)
        {
            _time.Advance(s_step);
            if (_random.Next(400) == 0)
            {
                _silos.RemoveAt(_random.Next(_silos.Count));
                Start();
            }

            foreach (var silo in _silos)
            {
                Renew(silo);
                Send(silo);
            }

            MostShares = Math.Max(MostShares, _silos.Where(s => s.Held is not null && s.Answered >= _time.GetUtcNow() - TimeSpan.FromSeconds(3)).Sum(s => s.Held ?? 0));
        }
    }

    private void Start()
    {
        var silo = new Silo($"s{Started++}", new EndpointLimiter(_time), Started == 1 ? 4 : _random.Next(0, 3) * _random.Next(1, 4));
        silo.Limiter.Await(new EndpointLimits { RequestsPerMinute = _limit });
        _silos.Add(silo);
    }

    private void Renew(Silo silo)
    {
        var now = _time.GetUtcNow();
        if (silo.Pending is { } pending && now >= silo.ArrivesAt)
        {
            silo.Pending = null;
            silo.Limiter.Take(pending, null);
            (silo.Held, silo.Answered) = (pending.PerMinute, now);
            silo.AskAt = now + TimeSpan.FromMilliseconds(_leases.Moving ? 500 : 2000);
        }
        else if (silo.Pending is null && now >= silo.AskAt)
        {
            var demand = silo.Limiter.Report(silo.Load * _limit / 2.0, 0).Requests;
            var lease = _leases.Grant(silo.Name, _limit, demand, sharers: 1, now);

            // One answer in ten is lost; the silo goes on with what it has and asks again.
            (silo.Pending, silo.AskAt) = (_random.Next(10) == 0 ? null : lease, now + TimeSpan.FromSeconds(1));
            silo.ArrivesAt = now + TimeSpan.FromMilliseconds(_random.Next(0, 300));
        }
    }

    private void Send(Silo silo)
    {
        var now = _time.GetUtcNow();
        for (var wanted = silo.Load * _limit / 100; wanted >= 0 && silo.Load > 0 && silo.Limiter.TryTake(default, out RateCharge _); wanted--)
        {
            _minute.Enqueue(now);
        }

        while (_minute.TryPeek(out var oldest) && oldest <= now - TimeSpan.FromMinutes(1))
        {
            _minute.Dequeue();
        }

        MostInAMinute = Math.Max(MostInAMinute, _minute.Count);
    }

    private sealed class Silo(string name, EndpointLimiter limiter, int load)
    {
        public string Name { get; } = name;

        public EndpointLimiter Limiter { get; } = limiter;

        public int Load { get; } = load;

        public double? Held { get; set; }

        public DateTimeOffset Answered { get; set; }

        public DateTimeOffset AskAt { get; set; }

        public DateTimeOffset ArrivesAt { get; set; }

        public RateLease? Pending { get; set; }
    }
}
