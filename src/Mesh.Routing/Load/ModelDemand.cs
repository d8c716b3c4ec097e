using System.Runtime.InteropServices;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Routing;

namespace Mesh.Routing.Load;

/// <summary>
/// Who took how much of one model's engines lately, by class and tenant, from this silo and from the others as they told. From it follows as what a
/// request counts where room is short, and for how much work room is to be kept. Thread-safe; bounded by <see cref="MostTenants"/>.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tuning">The constants; null for those that decisions go by.</param>
public sealed class ModelDemand(TimeProvider time, LoadTuning? tuning = null)
{
    /// <summary>Most tenants of a class that are told apart. Beyond it those who come are taken to be within their share until others have been silent.</summary>
    public const int MostTenants = 4096;

    /// <summary>Most tenants of a class that the other silos are told of: those who took most.</summary>
    public const int MostTold = 8;

    private const int Classes = 3;
    private const int Places = 4;

    // How often those who are silent are looked for, in spans.
    private const double SweepEvery = 0.2;

    // Less than a request takes is told to nobody.
    private const double LeastTold = 1;
    private readonly Lock _lock = new();
    private readonly LoadTuning _tuning = tuning ?? LoadTuning.Default;
    private readonly Dictionary<string, FadingSum>[] _tenants = [.. Enumerable.Range(0, Classes).Select(_ => new Dictionary<string, FadingSum>(StringComparer.Ordinal))];
    private readonly FadingSum[] _classes = new FadingSum[Classes];
    private readonly FadingSum[] _standings = new FadingSum[Places];
    private PeerDemand _peers = PeerDemand.None;
    private double _swept;

    /// <summary>A request has gone out to an engine.</summary>
    /// <param name="workClass">Its class.</param>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="tokens">What it takes: prompt tokens that are not cached, and twice the answer's.</param>
    public void Count(WorkClass workClass, string tenant, double tokens)
    {
        lock (_lock)
        {
            var now = Now();
            SweepNeedsLock(now);
            _standings[(int)StandingNeedsLock(workClass, tenant, now)].Add(tokens, now, _tuning.DemandSeconds);
            var tenants = _tenants[(int)workClass];
            if (tenants.Count < MostTenants || tenants.ContainsKey(tenant))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(tenants, tenant, out _).Add(tokens, now, _tuning.DemandSeconds);
                _classes[(int)workClass].Add(tokens, now, _tuning.DemandSeconds);
            }
        }
    }

    /// <summary>As what a request counts where room is short: lower than its class when its tenant took much more than its share of that class's work.</summary>
    /// <param name="workClass">Its class.</param>
    /// <param name="tenant">Whose it is.</param>
    public EngineStanding StandingOf(WorkClass workClass, string tenant)
    {
        lock (_lock)
        {
            return StandingNeedsLock(workClass, tenant, Now());
        }
    }

    /// <summary>The work of those who go before a standing.</summary>
    /// <param name="standing">A request's standing.</param>
    /// <returns>Tokens a second, and their share of all work, 0 to 1.</returns>
    public (double TokensASecond, double Share) Before(EngineStanding standing)
    {
        lock (_lock)
        {
            var (now, before, all) = (Now(), 0.0, 0.0);
            for (var s = 0; s < Places; s++)
            {
                var tokens = _standings[s].At(now, _tuning.DemandSeconds) + _peers.Standings[s];
                all += tokens;
                before += s < (int)standing ? tokens : 0;
            }

            return (before / _tuning.DemandSeconds, all > 0 ? before / all : 0);
        }
    }

    /// <summary>This silo's own part, to tell the others; null when there is none.</summary>
    /// <param name="model">The model's name.</param>
    public DemandReport? Read(string model)
    {
        lock (_lock)
        {
            var now = Now();
            SweepNeedsLock(now);
            float Tokens(FadingSum sum) => (float)sum.At(now, _tuning.DemandSeconds);
            return _standings.Sum(Tokens) < LeastTold ? null : new DemandReport
            {
                Model = model,
                Classes = [.. _classes.Select(Tokens)],
                Standings = [.. _standings.Select(Tokens)],
                Tenants = [.. _tenants.Select(t => t.Count)],
                Largest = [.. _tenants.SelectMany((tenants, c) => tenants.Select(t => new TenantDemand((WorkClass)c, t.Key, Tokens(t.Value))).OrderByDescending(t => t.Tokens).Take(MostTold))],
            };
        }
    }

    /// <summary>The other silos' parts, as they told last. What they do not tell any more is over. Called by the fabric alone.</summary>
    public void Hear(IEnumerable<DemandReport> others)
    {
        lock (_lock)
        {
            _peers = PeerDemand.Of(others, (c, tenant) => _tenants[c].ContainsKey(tenant));
        }
    }

    private EngineStanding StandingNeedsLock(WorkClass workClass, string tenant, double now)
    {
        if (workClass == WorkClass.Sheddable)
        {
            return EngineStanding.Sheddable;
        }

        var c = (int)workClass;
        var own = (_tenants[c].TryGetValue(tenant, out var sum) ? sum.At(now, _tuning.DemandSeconds) : 0) + _peers.Of(workClass, tenant);
        var all = _classes[c].At(now, _tuning.DemandSeconds) + _peers.Classes[c];
        var within = own * _peers.TenantsWith(c, _tenants[c].Count) <= _tuning.OverShare * all;
        return (workClass, within) switch
        {
            (WorkClass.Critical, true) => EngineStanding.Critical,
            (WorkClass.Standard, false) => EngineStanding.Yielding,
            _ => EngineStanding.Standard,
        };
    }

    // Who was silent for a span has no claim to a share, and what it took is no part of what the others share.
    private void SweepNeedsLock(double now)
    {
        if (now - _swept < SweepEvery * _tuning.DemandSeconds)
        {
            return;
        }

        _swept = now;
        for (var c = 0; c < Classes; c++)
        {
            var (tenants, left) = (_tenants[c], 0.0);
            foreach (var (tenant, took) in tenants)
            {
                if (now - took.AddedAt > _tuning.DemandSeconds)
                {
                    tenants.Remove(tenant);
                }
                else
                {
                    left += took.At(now, _tuning.DemandSeconds);
                }
            }

            _classes[c] = default;
            _classes[c].Add(left, now, _tuning.DemandSeconds);
        }
    }

    private double Now() => time.GetTimestamp() / (double)time.TimestampFrequency;
}
