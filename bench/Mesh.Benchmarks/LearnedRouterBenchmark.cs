using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Learning;
using Mesh.Routing.Prediction;
using Mesh.Routing.Quality;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals;
using Mesh.Routing.Signals.Tasks;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Tasks;

namespace Mesh.Benchmarks;

/// <summary>What the learned parts cost for a prompt of 4 kB: prediction, task class, and a whole decision over 100 endpoints.</summary>
[Config(typeof(SingleCalls))]
[MemoryDiagnoser]
public class LearnedRouterBenchmark
{
    private const int Endpoints = 100;
    private static readonly RouteQuery s_query = new() { Target = "r", InputTokensAtMost = 1200, InputTokensExpected = 1000 };
    private readonly Random _random = new(1);
    private readonly PredictionScratch _scratch = new();
    private readonly TaskScratch _taskScratch = new();
    private string[] _prompts = [];
    private float[] _qualities = [];
    private LearnedRouter _router = null!;
    private QualityPredictor _predictor = null!;
    private TaskClassifier _tasks = null!;
    private MeshView _view = MeshView.Empty;
    private int _next;

    /// <summary>Models behind the endpoints; the router knows all of them, or as many as it may.</summary>
    [Params(2, 8, 100)]
    public int Models { get; set; }

    private int Known => Math.Min(Models, QualityPredictor.MostModels);

    /// <summary>Trains the router and makes the snapshot.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var artifact = MadePrompts.Train(Known);

        // Whatever it explains of made-up outcomes: its word is to count.
        var evaluation = artifact.Evaluation with { Models = [.. artifact.Evaluation.Models.Select(m => m with { Error = m.ErrorOfMean / 2 })] };
        _router = artifact.Router;
        _predictor = new QualityPredictor(artifact with { Evaluation = evaluation }, "bench", RouterMode.Decide, 0.02, _random.NextDouble);
        _tasks = TaskClassifier.Learn(BuiltInTasks.Classes);
        _prompts = [.. Enumerable.Range(0, 64).Select(i => MadePrompts.Of(4096, 100_000 + i))];
        _qualities = new float[Known];
        var reading = CatalogReader.Read([new CatalogFile("bench.yaml", Catalog())]);
        _view = MeshView.Build(1, reading.Document!, new EndpointGates(TimeProvider.System, () => 0.5).StatsOf, qualities: d => new QualityTable(new CapabilityMatrix(TimeProvider.System), d, TimeProvider.System));
        SingleCalls.Warm(() =>
        {
            Predict();
            Classify();
            Decide();
            DecideByTheMatrix();
        });
    }

    /// <summary>Each model's quality.</summary>
    [Benchmark]
    public float Predict()
    {
        _router.Predict(_prompts[_next++ % _prompts.Length], _scratch, _qualities);
        return _qualities[0];
    }

    /// <summary>The task class.</summary>
    [Benchmark]
    public TaskGuess Classify() => _tasks.Guess(_prompts[_next++ % _prompts.Length], _taskScratch);

    /// <summary>Task class, each model's quality and the choice among the endpoints.</summary>
    [Benchmark]
    public RouteDecision Decide() => Router.Decide(_view, s_query with { Signals = Signals() }, _random.NextDouble, "id", predictor: _predictor);

    /// <summary>The same without the learned router: task class and choice.</summary>
    [Benchmark]
    public RouteDecision DecideByTheMatrix() => Router.Decide(_view, s_query with { Signals = Signals() }, _random.NextDouble, "id");

    private RequestSignals Signals()
    {
        var prompt = _prompts[_next++ % _prompts.Length];
        return new RequestSignals(() => new ChatRequest { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(prompt)] }] }, LearnedTasks.BuiltIn);
    }

    private string Catalog()
    {
        var text = new StringBuilder("providers:\n  p: { kind: openai-compatible, baseUrl: \"http://127.0.0.1:9/v1\" }\nmodels:\n");
        for (var i = 0; i < Models; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  m{i}: {{ price: {{ in: {1 + (i % 7)}, out: {2 + (i % 11)} }}, quality: {{ chat: 0.{10 + (i % 80)} }} }}\n");
        }

        text.Append("endpoints:\n");
        for (var i = 0; i < Endpoints; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  e{i}: {{ provider: p, model: m{i % Models} }}\n");
        }

        return text.Append("routes:\n  r: { candidates: [\"*\"] }\n").ToString();
    }
}
