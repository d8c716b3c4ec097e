using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Fabric;

/// <summary>
/// Picks what to tell: what changed since it was last told. What changes with every request is told at once and in few bytes; figures
/// that only people read once a second, a few gates at a time. Every <see cref="WholeEvery"/> rounds each silo is told all, one silo
/// after another, so that a lost batch is made up for without a flood. Single-threaded.
/// </summary>
internal sealed class FabricOutbox(string silo, TimeProvider time)
{
    /// <summary>Rounds from one whole batch to the next: five seconds at the usual pace.</summary>
    public const int WholeEvery = 50;

    /// <summary>Most gates of which a batch tells figures, those apart whose health changed.</summary>
    public const int MostFigures = 16;

    private static readonly TimeSpan s_figures = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, (GateReport Report, long At)> _gates = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, EngineReport> _engines = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _authorities = new(StringComparer.OrdinalIgnoreCase);
    private (SiloReport Report, long At)? _self;
    private long _demandsAt;
    private long _rounds;
    private long _sequence;

    /// <summary>The next round's batch; one without rows when nothing changed. The first one is whole.</summary>
    public FabricBatch Next(FabricRows rows)
    {
        if (_rounds++ == 0)
        {
            return Everything(rows);
        }

        var due = Due(rows.Gates);
        var (gates, loads) = (new List<GateReport>(), new List<GateLoad>());
        foreach (var gate in rows.Gates)
        {
            Pick(gate, due, gates, loads);
        }

        return new FabricBatch
        {
            Silo = silo,
            Sequence = ++_sequence,
            Self = Pick(rows.Self),
            Gates = [.. gates],
            Loads = [.. loads],
            Engines = [.. rows.Engines.Where(Changed)],
            Authorities = [.. rows.Authorities.Where(Changed).Select(a => a.Report)],
            Demands = [.. PickDemands(rows)],
        };
    }

    /// <summary>Whether it is a silo's turn to be told all in this round.</summary>
    /// <param name="place">The silo's place among the others.</param>
    public bool IsWhole(int place) => (_rounds + place) % WholeEvery == 0;

    /// <summary>All rows for one silo whose turn it is, or that asked; the others have not been told by that.</summary>
    public FabricBatch Whole(FabricRows rows) => new()
    {
        Silo = silo,
        Sequence = ++_sequence,
        IsWhole = true,
        Self = rows.Self,
        Gates = [.. rows.Gates],
        Engines = [.. rows.Engines],
        Authorities = [.. rows.Authorities.Select(a => a.Report)],
        Demands = [.. rows.Demands],
    };

    private FabricBatch Everything(FabricRows rows)
    {
        var now = time.GetTimestamp();
        _self = (rows.Self, now);
        _demandsAt = now;
        foreach (var gate in rows.Gates)
        {
            _gates[gate.Endpoint] = (gate, now);
        }

        foreach (var engine in rows.Engines)
        {
            _engines[engine.Engine] = engine;
        }

        foreach (var (change, report) in rows.Authorities)
        {
            _authorities[report.Endpoint] = change;
        }

        return Whole(rows);
    }

    private SiloReport? Pick(SiloReport self)
    {
        var told = _self!.Value;
        var urgent = told.Report.Revision != self.Revision || told.Report.IsDraining != self.IsDraining;
        if (!urgent && (told.Report == self || time.GetElapsedTime(told.At) < s_figures))
        {
            return null;
        }

        _self = (self, time.GetTimestamp());
        return self;
    }

    // They fade all the time: once a second is enough for sums over a minute. The others learn from a whole batch that there are none left.
    private IEnumerable<DemandReport> PickDemands(FabricRows rows)
    {
        if (time.GetElapsedTime(_demandsAt) < s_figures)
        {
            return [];
        }

        _demandsAt = time.GetTimestamp();
        return rows.Demands;
    }

    // The figures that were told longest ago, of those that changed.
    private HashSet<int> Due(IReadOnlyList<GateReport> gates) =>
    [
        .. gates.Select(g => (g.Number, Told: _gates.TryGetValue(g.Endpoint, out var told) && told.Report != g ? told.At : (long?)null))
            .Where(g => g.Told is { } at && time.GetElapsedTime(at) >= s_figures)
            .OrderBy(g => g.Told).Take(MostFigures).Select(g => g.Number),
    ];

    private void Pick(in GateReport gate, HashSet<int> due, List<GateReport> gates, List<GateLoad> loads)
    {
        var known = _gates.TryGetValue(gate.Endpoint, out var told) && told.Report.Number == gate.Number;
        var health = !known || told.Report.Circuit != gate.Circuit || told.Report.Cause != gate.Cause;
        if (health || due.Contains(gate.Number))
        {
            gates.Add(gate);
            _gates[gate.Endpoint] = (gate, time.GetTimestamp());
        }
        else if (told.Report.InFlight != gate.InFlight || told.Report.PrefillTokens != gate.PrefillTokens || told.Report.HeldTokens != gate.HeldTokens || told.Report.Prompts != gate.Prompts)
        {
            loads.Add(new GateLoad(gate.Number, gate.InFlight, gate.PrefillTokens, gate.HeldTokens, gate.Prompts));
            _gates[gate.Endpoint] = (told.Report with { InFlight = gate.InFlight, PrefillTokens = gate.PrefillTokens, HeldTokens = gate.HeldTokens, Prompts = gate.Prompts }, told.At);
        }
    }

    private bool Changed(EngineReport engine)
    {
        var changed = !_engines.TryGetValue(engine.Engine, out var told) || told with { Models = engine.Models } != engine || !told.Models.SequenceEqual(engine.Models);
        _engines[engine.Engine] = engine;
        return changed;
    }

    private bool Changed((long Change, AuthorityReport Report) authority)
    {
        var changed = !_authorities.TryGetValue(authority.Report.Endpoint, out var told) || told != authority.Change;
        _authorities[authority.Report.Endpoint] = authority.Change;
        return changed;
    }
}
