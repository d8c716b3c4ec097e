using System.Collections.Concurrent;
using Mesh.Contracts.Cluster;

namespace Mesh.Grains.Fabric;

/// <summary>
/// What one other silo told. Each row remembers the batch that brought it: batches come out of order, and a late one still brings
/// what no newer one did. Written under the table's lock; read from any thread.
/// </summary>
internal sealed class PeerRows(string silo, int generation)
{
    private readonly ConcurrentDictionary<string, (GateReport Report, long Sequence)> _gates = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (EngineReport Report, long Sequence)> _engines = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, (DemandReport Report, long Sequence)> _demands = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, string> _names = [];
    private long _whole;
    private long _self;

    public string Silo { get; } = silo;

    /// <summary>When it started, as its address says.</summary>
    public int Generation { get; } = generation;

    /// <summary>When it was last heard of, as a timestamp.</summary>
    public long HeardAt { get; private set; }

    /// <summary>The newest batch.</summary>
    public long Sequence { get; private set; }

    /// <summary>Whether all its rows came once.</summary>
    public bool IsWhole => _whole > 0;

    /// <summary>What it told of itself; null until it did.</summary>
    public SiloReport? Self { get; private set; }

    /// <summary>Its gates.</summary>
    public IEnumerable<GateReport> Gates => _gates.Values.Select(g => g.Report);

    /// <summary>What its requests lately took of models' engines.</summary>
    public IEnumerable<DemandReport> Demands => _demands.Values.Select(d => d.Report);

    /// <summary>Its gate at an endpoint.</summary>
    public GateReport? Gate(string endpoint) => _gates.TryGetValue(endpoint, out var gate) ? gate.Report : null;

    /// <summary>Takes a batch in; gives the engines that are news and whether it tells of engines that it names no more.</summary>
    public IReadOnlyList<EngineReport> Take(FabricBatch batch, long now)
    {
        if (batch.Sequence > Sequence)
        {
            (Sequence, HeardAt) = (batch.Sequence, now);
        }

        if (batch.Self is { } self && batch.Sequence > _self)
        {
            (Self, _self) = (self, batch.Sequence);
        }

        foreach (var gate in batch.Gates)
        {
            TakeGate(gate, batch.Sequence);
        }

        foreach (var load in batch.Loads)
        {
            if (_names.TryGetValue(load.Number, out var name) && _gates.TryGetValue(name, out var known) && batch.Sequence > known.Sequence)
            {
                _gates[name] = (known.Report with { InFlight = load.InFlight, PrefillTokens = load.PrefillTokens, HeldTokens = load.HeldTokens, Prompts = load.Prompts }, batch.Sequence);
            }
        }

        foreach (var demand in batch.Demands)
        {
            if (!_demands.TryGetValue(demand.Model, out var known) || batch.Sequence > known.Sequence)
            {
                _demands[demand.Model] = (demand, batch.Sequence);
            }
        }

        var news = batch.Engines.Where(e => !_engines.TryGetValue(e.Engine, out var known) || batch.Sequence > known.Sequence).ToArray();
        foreach (var engine in news)
        {
            _engines[engine.Engine] = (engine, batch.Sequence);
        }

        if (batch.IsWhole && batch.Sequence > _whole)
        {
            _whole = batch.Sequence;
            Drop(batch);
        }

        return news;
    }

    /// <summary>Whether it tells of an engine.</summary>
    public bool Knows(string engine) => _engines.ContainsKey(engine);

    private void TakeGate(in GateReport gate, long sequence)
    {
        if (!_gates.TryGetValue(gate.Endpoint, out var known) || sequence > known.Sequence)
        {
            _gates[gate.Endpoint] = (gate, sequence);
            _names[gate.Number] = gate.Endpoint;
        }
    }

    // What a whole batch does not name is gone, unless a newer batch has brought it since.
    private void Drop(FabricBatch whole)
    {
        var gates = whole.Gates.Select(g => g.Endpoint).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, gate) in _gates)
        {
            if (gate.Sequence < whole.Sequence && !gates.Contains(name))
            {
                _gates.TryRemove(name, out _);
                _names.Remove(gate.Report.Number);
            }
        }

        foreach (var model in _demands.Where(d => d.Value.Sequence < whole.Sequence).Select(d => d.Key))
        {
            _demands.TryRemove(model, out _);
        }

        foreach (var name in _engines.Where(e => e.Value.Sequence < whole.Sequence).Select(e => e.Key).Except(whole.Engines.Select(e => e.Engine), StringComparer.OrdinalIgnoreCase).ToArray())
        {
            _engines.Remove(name);
        }
    }
}
