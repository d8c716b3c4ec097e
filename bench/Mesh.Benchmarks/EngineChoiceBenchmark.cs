using System.Collections.Immutable;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Cluster;
using Mesh.Contracts.Routing;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Engines;
using Mesh.Routing.Load;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;

namespace Mesh.Benchmarks;

/// <summary>The choice among a hundred engines of one model, by load and by what each has cached.</summary>
[Config(typeof(SingleCalls))]
[MemoryDiagnoser]
public class EngineChoiceBenchmark
{
    private const int Engines = 100;
    private readonly Random _random = new(1);
    private readonly LoadReading[] _readings = new LoadReading[Engines];
    private readonly LoadScore[] _scores = new LoadScore[Engines];
    private readonly double[] _keys = new double[Engines];
    private readonly int[] _matched = new int[Engines];
    private readonly ModelPrefixes _prefixes = new();
    private readonly ModelDemand _demand = new(TimeProvider.System);
    private Func<double> _draw = () => 0.5;
    private MeshView _view = MeshView.Empty;
    private RouteQuery _query = new() { Target = "m" };

    /// <summary>Blocks of the prompt, 128 tokens each.</summary>
    [Params(0, 64, 1024)]
    public int Blocks { get; set; }

    /// <summary>Makes the snapshot, and prompts that part in many places.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _draw = _random.NextDouble;
        var document = CatalogReader.Read([new CatalogFile("bench.yaml", """
            providers:
              gpu: { kind: openai-compatible, local: true, engine: vllm, baseUrl: "http://127.0.0.1:8000/v1" }
            models:
              m: { capabilities: [text], context: 200000, price: { in: 1, out: 2 } }
            endpoints:
              e: { provider: gpu, model: m, node: "*" }
            """)]).Document!;
        var gates = new EndpointGates(TimeProvider.System, () => 0.5);
        _view = MeshView.Build(1, document, gates.StatsOf, Enumerable.Range(0, Engines).Select(i => new LiveEngine(Report(i))), prefixes: _ => _prefixes, demands: _ => _demand);
        _demand.Count(WorkClass.Critical, "other", 100_000);
        var prompt = Enumerable.Range(1, Math.Max(1, Blocks)).Select(b => (ulong)b * 0x9e3779b97f4a7c15).ToArray();
        foreach (var endpoint in _view.Endpoints.Values)
        {
            endpoint.Stats.Work.Begin(_random.Next(50_000), _random.Next(100_000));
            _prefixes.Send(endpoint.PrefixPlace, prompt.AsSpan(0, _random.Next(Math.Max(1, Blocks / 8)) * 8));
            _readings[endpoint.PrefixPlace] = endpoint.Load();
        }

        _query = _query with { InputTokensExpected = 128 * Blocks, InputTokensAtMost = 512 * Blocks, Prefix = [.. prompt.Take(Blocks)] };
        SingleCalls.Warm(() =>
        {
            Rank();
            Match();
            Decide();
        });
    }

    /// <summary>The order alone, from readings: nothing may be allocated.</summary>
    [Benchmark]
    public int Rank() => LoadOrder.Rank(_readings, new LoadRequest(8000, 300, 7), LoadTuning.Default, _draw, _scores, _keys);

    /// <summary>What each engine has of the prompt.</summary>
    [Benchmark]
    public void Match() => _prefixes.Match(_query.Prefix.AsSpan(), _matched);

    /// <summary>The whole decision with its record.</summary>
    [Benchmark]
    public RouteDecision Decide() => Router.Decide(_view, _query, _draw, "id");

    private static EngineReport Report(int i) => new()
    {
        Node = string.Create(CultureInfo.InvariantCulture, $"gpu-{i}"),
        Engine = "vllm-8000",
        Kind = "vllm",
        Epoch = 1,
        State = EngineState.Ready,
        Models = [new EngineModel("m")],
        Relay = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{9000 + i}"),
        CacheTokens = 300_000,
        PrefillTokensPerSecond = 15_000,
    };
}
