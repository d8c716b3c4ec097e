using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Grains.Endpoints;
using Mesh.Routing.Quality;
using Mesh.Routing.Selection;
using Mesh.Routing.Signals;
using Mesh.Routing.Signals.Data;
using Mesh.Routing.Signals.Tasks;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Tasks;

namespace Mesh.Benchmarks;

/// <summary>What signals of a prompt of 4 kB cost, and a decision over 100 endpoints that reads them.</summary>
[MemoryDiagnoser]
public class SignalBenchmark
{
    private readonly string _prompt = Prompt();
    private readonly ChatRequest _request = new() { Messages = [new ChatMessage { Role = ChatRole.User, Parts = [new TextPart(Prompt())] }] };
    private readonly Random _random = new(1);
    private readonly IReadOnlyList<TaskClass> _builtIn = BuiltInTasks.Classes;
    private readonly IReadOnlyList<TaskClass> _most =
        [.. BuiltInTasks.Classes, .. Enumerable.Range(0, TaskClasses.MostOwn).Select(i => new TaskClass($"own{i}", null, "", [.. Enumerable.Range(0, 40).Select(k => MadePrompts.Of(200, (i * 40) + k))]))];

    private MeshView _view = MeshView.Empty;

    /// <summary>Makes the snapshot.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var document = CatalogReader.Read([new CatalogFile("bench.yaml", Catalog())]).Document!;
        _view = MeshView.Build(1, document, new EndpointGates(TimeProvider.System, () => 0.5).StatsOf, qualities: d => new QualityTable(new CapabilityMatrix(TimeProvider.System), d, TimeProvider.System));
    }

    /// <summary>Looking for personal data and secrets.</summary>
    [Benchmark]
    public int Data() => SensitiveData.In([_prompt]).Count;

    /// <summary>Class of task.</summary>
    [Benchmark]
    public TaskReading Task() => LearnedTasks.BuiltIn.Read(_request, _prompt);

    /// <summary>Complexity.</summary>
    [Benchmark]
    public double Complexity() => LearnedTasks.BuiltIn.Complexity(_prompt);

    /// <summary>Learning the built-in classes: once, when a silo starts.</summary>
    [Benchmark]
    public TaskClassifier Learn() => TaskClassifier.Learn(_builtIn);

    /// <summary>Learning as many classes and examples as there may be: when a catalogue brings them.</summary>
    [Benchmark]
    public TaskClassifier LearnMost() => TaskClassifier.Learn(_most);

    /// <summary>Language.</summary>
    [Benchmark]
    public string Language() => Languages.Of(_prompt);

    /// <summary>A decision without rules, over 100 models.</summary>
    [Benchmark]
    public RouteDecision Decision() => Decide("plain");

    /// <summary>The same behind 20 rules that read what needs no content.</summary>
    [Benchmark]
    public RouteDecision DecisionAfterRules() => Decide("ruled");

    /// <summary>The same behind rules that read task, language and text, by quality at the task, with data looked for.</summary>
    [Benchmark]
    public RouteDecision DecisionBySignals() => Decide("signals", RequestSignals.Of(new ChatTask(new RouteQuery { Target = "" }, _request, streaming: false), LearnedTasks.BuiltIn));

    private RouteDecision Decide(string route, IRequestSignals? signals = null) => Router.Decide(
        _view, new RouteQuery { Target = route, InputTokensAtMost = 4096, InputTokensExpected = 1024, Needs = ModelCapabilities.Text, Signals = signals }, _random.NextDouble, "id");

    private static string Prompt()
    {
        const string Text = "Please look at the report of the last quarter and tell which regions grew, why the margin fell from 12.5% to 11%, and what the team should do in 2026. ";
        return string.Concat(Enumerable.Repeat(Text, 28))[..4096];
    }

    private static string Catalog()
    {
        var text = new StringBuilder("providers:\n  p: { kind: openai-compatible, baseUrl: \"http://127.0.0.1:9/v1\" }\nmodels:\n");
        for (var i = 0; i < 100; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  m{i}: {{ price: {{ in: {1 + (i % 7)}, out: {2 + (i % 11)} }}, quality: {{ chat: 0.{10 + (i % 80)}, reasoning: 0.{90 - (i % 80)} }}, data: [private] }}\n");
        }

        text.Append("endpoints:\n");
        for (var i = 0; i < 100; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  e{i}: {{ provider: p, model: m{i} }}\n");
        }

        text.Append("routes:\n  plain: {}\n  ruled:\n    rules:\n");
        for (var i = 0; i < 20; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"      - {{ when: has(image) && tokens > {i}k || deadline < 2s && caller.project == \"p{i}\", then: {{ prefer: fast }} }}\n");
        }

        return text.Append("""
              signals:
                rules:
                  - { when: task == "code" && complexity > 0.6, then: { prefer: best } }
                  - { when: language == "fr" || contains("invoice"), then: { prefer: best } }
                  - { when: 'matches(message, "INV-[0-9]{6}")', then: { prefer: best } }

            """).ToString();
    }
}
