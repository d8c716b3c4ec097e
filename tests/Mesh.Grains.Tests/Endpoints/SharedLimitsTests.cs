using Mesh.Contracts.Catalog;
using Mesh.Contracts.Endpoints;
using Mesh.Grains.Endpoints;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace Mesh.Grains.Tests.Endpoints;

/// <summary>
/// Silos at far more demand than a vendor's limits allow, through real gates and leases on a clock of their own; an answer of the
/// grain takes 20 ms.
/// </summary>
public sealed class SharedLimitsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_renewal = TimeSpan.FromMilliseconds(100);
    private readonly FakeTimeProvider _time = new();
    private readonly Random _random = new(1);

    [Fact]
    public void RequestsAMinute_OverThreeSilosAtTenTimesTheDemand_AreUsedAndNeverExceeded()
    {
        var limits = new EndpointLimits { RequestsPerMinute = 100 };
        var leases = new RateLeases(TimeSpan.FromSeconds(3));
        var silos = Silos(3, limits);
        var passed = new List<TimeSpan>();
        var waiting = silos.ToDictionary(s => s.Gate, _ => 0);
        Run(TimeSpan.FromMinutes(6), silos, (silo, demand) => new EndpointLease(null, leases.Moving ? EndpointGrain.Moving : TimeSpan.FromSeconds(3), TimeSpan.Zero, leases.Grant(silo, 100, demand.Requests, sharers: 3, _time.GetUtcNow())), (gate, at) =>
        {
            // Ten times a hundred a minute, from three silos; the least that a model's queue holds waits at each.
            waiting[gate] = Math.Min(16, waiting[gate] + (_random.NextDouble() < 1000.0 / 3 / 60 * s_step.TotalSeconds ? 1 : 0));
            for (; waiting[gate] > 0 && Enter(gate); waiting[gate]--)
            {
                passed.Add(at);
                gate.Stats.Leave();
            }
        });

        var minutes = Enumerable.Range(60, 300).Select(end => passed.Count(p => p > TimeSpan.FromSeconds(end - 60) && p <= TimeSpan.FromSeconds(end))).ToArray();
        output.WriteLine($"of 100 a minute passed {minutes.Min()} to {minutes.Max()} in every sliding minute of six");
        Assert.InRange(minutes.Min(), 95, 100);
        Assert.InRange(minutes.Max(), 95, 100);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(2000)]
    public void Concurrency_OfTwoOverEightSilos_IsUsedAndNeverExceeded(int milliseconds)
    {
        var limits = new EndpointLimits { Concurrency = 2 };
        var leases = new EndpointLeases(TimeSpan.FromSeconds(3));
        var silos = Silos(8, limits);
        var ends = new Dictionary<EndpointGate, List<TimeSpan>>();
        silos.ForEach(s => ends[s.Gate] = []);
        var (used, most, ticks) = (0, 0, 0);
        Run(TimeSpan.FromMinutes(3), silos, (silo, demand) => new EndpointLease(leases.Grant(silo, 2, demand, sharers: 8, _time.GetUtcNow()), leases.Moving ? EndpointGrain.Moving : TimeSpan.FromSeconds(3), TimeSpan.Zero), (gate, at) =>
        {
            ends[gate].RemoveAll(end => end <= at && Left(gate));
            while (at > s_warm && Enter(gate))
            {
                ends[gate].Add(at + TimeSpan.FromMilliseconds(milliseconds));
            }

            if (gate == silos[^1].Gate && at > s_measured)
            {
                var inFlight = silos.Sum(s => s.Gate.Stats.InFlight);
                (used, most, ticks) = (used + inFlight, Math.Max(most, inFlight), ticks + 1);
            }
        });

        output.WriteLine($"requests of {milliseconds} ms: at most {most} of 2 at once, {used / (2.0 * ticks):P1} used");
        Assert.Equal(2, most);
        Assert.True(used / (2.0 * ticks) >= 0.95, $"only {used / (2.0 * ticks):P1} used");
    }

    // Before its first lease a gate holds to the whole limit; requests come when all have theirs.
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(20);

    private static bool Left(EndpointGate gate)
    {
        gate.Stats.Leave();
        return true;
    }

    private static bool Enter(EndpointGate gate)
    {
        if (gate.TryEnter(out var probe, out _) != GateRefusal.None)
        {
            return false;
        }

        gate.Stats.Circuit.Forget(probe);
        return true;
    }

    private List<Silo> Silos(int count, EndpointLimits limits) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var gate = new EndpointGate("e", _time);
            gate.AwaitLease(limits);
            return new Silo($"s{i}", gate) { AsksAt = s_renewal * _random.NextDouble() };
        }),
    ];

    private void Run(TimeSpan duration, List<Silo> silos, Func<string, EndpointDemand, EndpointLease> grant, Action<EndpointGate, TimeSpan> demand)
    {
        for (var at = TimeSpan.Zero; at < duration; at += s_step)
        {
            foreach (var silo in silos)
            {
                if (silo.Pending is { } lease)
                {
                    silo.Gate.Take(lease);
                    silo.Pending = null;
                }
                else if (at >= silo.AsksAt)
                {
                    silo.AsksAt += s_renewal;
                    silo.Pending = silo.Gate.WantsLease ? grant(silo.Name, silo.Gate.Demand()) : null;
                }

                demand(silo.Gate, at);
            }

            _time.Advance(s_step);
        }
    }

    private sealed class Silo(string name, EndpointGate gate)
    {
        public string Name { get; } = name;

        public EndpointGate Gate { get; } = gate;

        public TimeSpan AsksAt { get; set; }

        public EndpointLease? Pending { get; set; }
    }
}
