using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;

namespace Mesh.Benchmarks;

/// <summary>A routing decision from the silo's snapshot.</summary>
[Config(typeof(SingleCalls))]
[MemoryDiagnoser]
public class DecisionBenchmark
{
    private static readonly RouteQuery s_query = new() { Target = "r", InputTokensAtMost = 400, InputTokensExpected = 100 };
    private readonly Random _random = new(1);
    private MeshView _view = MeshView.Empty;

    /// <summary>Endpoints under consideration.</summary>
    [Params(1, 10, 100)]
    public int Endpoints { get; set; }

    /// <summary>Makes the snapshot.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var reading = CatalogReader.Read([new CatalogFile("bench.yaml", Catalog())]);
        _view = MeshView.Build(1, reading.Document!, new EndpointGates(TimeProvider.System, () => 0.5).StatsOf);
        SingleCalls.Warm(() => Decide());
    }

    /// <summary>Over <see cref="Endpoints"/> endpoints of as many models.</summary>
    [Benchmark]
    public RouteDecision Decide() => Router.Decide(_view, s_query, _random.NextDouble, "id");

    private string Catalog()
    {
        var text = new StringBuilder("providers:\n  p: { kind: openai-compatible, baseUrl: \"http://127.0.0.1:9/v1\" }\nmodels:\n");
        for (var i = 0; i < Endpoints; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  m{i}: {{ price: {{ in: {1 + (i % 7)}, out: {2 + (i % 11)} }}, quality: {{ chat: 0.{10 + (i % 80)} }} }}\n");
        }

        text.Append("endpoints:\n");
        for (var i = 0; i < Endpoints; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  e{i}: {{ provider: p, model: m{i} }}\n");
        }

        return text.Append("routes:\n  r: { candidates: [\"*\"] }\n").ToString();
    }
}
