using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Mesh.Testing.Faults;

/// <summary>What a fake upstream has been asked and has given, exactly, by model. Thread-safe.</summary>
public sealed class UpstreamCounts
{
    private const int MostModels = 10_000;
    private readonly ConcurrentDictionary<string, ModelCounts> _models = new();
    private readonly long[] _faults = new long[Enum.GetValues<Fault>().Length];

    /// <summary>The counts of each model that was asked for.</summary>
    public IReadOnlyDictionary<string, ModelCounts> Models => _models;

    /// <summary>Requests for any model.</summary>
    public long Requests => _models.Values.Sum(m => m.Requests);

    /// <summary>How often a fault was played.</summary>
    public long this[Fault fault] => Interlocked.Read(ref _faults[(int)fault]);

    /// <summary>The counts of a model; from the ten thousand and first on all models share one.</summary>
    public ModelCounts Of(string model) =>
        _models.TryGetValue(model, out var counts) ? counts : _models.GetOrAdd(_models.Count < MostModels ? model : "", _ => new ModelCounts());

    /// <summary>A fault is played.</summary>
    public void Played(Fault fault) => Interlocked.Increment(ref _faults[(int)fault]);

    /// <summary>Begins again from nothing.</summary>
    public void Clear()
    {
        _models.Clear();
        Array.Clear(_faults);
    }

    /// <summary>All of it as JSON.</summary>
    public JsonObject ToJson() => new()
    {
        ["requests"] = Requests,
        ["faults"] = new JsonObject(Enum.GetValues<Fault>().Where(f => f != Fault.None && this[f] > 0).Select(f => KeyValuePair.Create(FaultNames.Of(f), (JsonNode?)this[f]))),
        ["models"] = new JsonObject(_models.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value.ToJson()))),
    };
}
