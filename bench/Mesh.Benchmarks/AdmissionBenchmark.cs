using BenchmarkDotNet.Attributes;
using Mesh.Contracts.Access;
using Mesh.Grains.Endpoints;
using Mesh.Keys;

namespace Mesh.Benchmarks;

/// <summary>What it costs to be let in: the caller's key, and the endpoint's gate.</summary>
[MemoryDiagnoser]
public class AdmissionBenchmark
{
    private readonly EndpointGate _gate = new EndpointGates(TimeProvider.System, () => 0.5)["e"];
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private KeyRing _ring = new([], Pepper.From(new string('p', 32)));
    private string _key = "";

    /// <summary>Makes a key.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-bench-");
        var (file, pepper) = (new KeyFile(Path.Combine(folder.FullName, "keys.yaml")), Pepper.From(new string('p', 32)));
        var (key, entry) = file.Add(new KeyRequest("n", "t", "p", [], null), pepper, _now);
        folder.Delete(recursive: true);
        _ring = new KeyRing([entry], pepper);
        _key = key.Reveal();
    }

    /// <summary>A caller by its key.</summary>
    [Benchmark]
    public CallerIdentity? Key() => _ring.Find(_key, _now);

    /// <summary>Through the gate of a calm endpoint and out again.</summary>
    [Benchmark]
    public GateRefusal Gate()
    {
        var refusal = _gate.TryEnter(out _, out _);
        _gate.Stats.Leave();
        return refusal;
    }
}
