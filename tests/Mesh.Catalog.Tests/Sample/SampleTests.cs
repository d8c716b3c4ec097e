using System.Text.RegularExpressions;
using Mesh.Catalog.Reading;
using YamlDotNet.RepresentationModel;

namespace Mesh.Catalog.Tests.Sample;

/// <summary>The sample and the page name what the reader knows, as it tells itself when it meets a field that it does not know.</summary>
public sealed partial class SampleTests
{
    private const string Stranger = "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz";

    /// <summary>Each kind of section: where it stands, with * for a name, and a text in which it holds a stranger.</summary>
    public static TheoryData<string, string> Sections => new()
    {
        { "", $"{Stranger}: 1" },
        { "providers.*", $"providers: {{ x: {{ {Stranger}: 1 }} }}" },
        { "models.*", $"models: {{ x: {{ {Stranger}: 1 }} }}" },
        { "models.*.price", $"models: {{ x: {{ price: {{ {Stranger}: 1 }} }} }}" },
        { "models.*.timeouts", $"models: {{ x: {{ timeouts: {{ {Stranger}: 1 }} }} }}" },
        { "models.*.simulated", $"models: {{ x: {{ simulated: {{ {Stranger}: 1 }} }} }}" },
        { "models.*.queue", $"models: {{ x: {{ queue: {{ {Stranger}: 1 }} }} }}" },
        { "endpoints.*", $"endpoints: {{ x: {{ {Stranger}: 1 }} }}" },
        { "endpoints.*.limits", $"endpoints: {{ x: {{ limits: {{ {Stranger}: 1 }} }} }}" },
        { "endpoints.*.timeouts", $"endpoints: {{ x: {{ timeouts: {{ {Stranger}: 1 }} }} }}" },
        { "endpoints.*.price", $"endpoints: {{ x: {{ price: {{ {Stranger}: 1 }} }} }}" },
        { "routes.*", $"routes: {{ x: {{ {Stranger}: 1 }} }}" },
        { "routes.*.budget", $"routes: {{ x: {{ budget: {{ {Stranger}: 1 }} }} }}" },
        { "routes.*.weights", $"routes: {{ x: {{ weights: {{ quality: 1, {Stranger}: 1 }} }} }}" },
        { "routes.*.rules", $"routes: {{ x: {{ rules: [{{ {Stranger}: 1, then: {{ prefer: best }} }}] }} }}" },
        { "routes.*.rules.then", $"routes: {{ x: {{ rules: [{{ then: {{ {Stranger}: 1 }} }}] }} }}" },
        { "tasks.*", $"tasks: {{ x: {{ {Stranger}: 1 }} }}" },
        { "prompts.*", $"prompts: {{ verify: {{ {Stranger}: 1 }} }}" },
        { "toolServers.*", $"toolServers: {{ x: {{ {Stranger}: 1 }} }}" },
        { "toolServers.*.limits", $"toolServers: {{ x: {{ limits: {{ {Stranger}: 1 }} }} }}" },
        { "routes.*.plan.tools", $"routes: {{ x: {{ plan: {{ tools: {{ {Stranger}: 1 }} }} }} }}" },
        { "routes.*.plan.tools.servers", $"routes: {{ x: {{ plan: {{ tools: {{ servers: [{{ {Stranger}: 1 }}] }} }} }} }}" },
        { "routes.*.plan.tools.budget", $"routes: {{ x: {{ plan: {{ tools: {{ budget: {{ {Stranger}: 1 }} }} }} }} }}" },
        { "scorers.*", $"scorers: {{ x: {{ {Stranger}: 1 }} }}" },
        { "data", $"data: {{ {Stranger}: 1 }}" },
        { "router", $"router: {{ {Stranger}: 1 }}" },
        { "routes.*.answers", $"routes: {{ x: {{ answers: [{{ {Stranger}: 1, when: {{ exact: [a] }}, answer: b }}] }} }}" },
        { "routes.*.answers.when", $"routes: {{ x: {{ answers: [{{ when: {{ {Stranger}: 1, exact: [a] }}, answer: b }}] }} }}" },
        { "routes.*.cache", $"routes: {{ x: {{ cache: {{ {Stranger}: 1 }} }} }}" },
        { "routes.*.cache.exact", $"routes: {{ x: {{ cache: {{ exact: {{ {Stranger}: 1 }} }} }} }}" },
        { "routes.*.cache.semantic", $"routes: {{ x: {{ cache: {{ semantic: {{ {Stranger}: 1, embedding: x, ttl: 1m }} }} }} }}" },
        { "routes.*.plan.cascade.accept", $"routes: {{ x: {{ plan: {{ cascade: [{{ model: m, accept: {{ {Stranger}: 1 }} }}, {{ model: m }}] }} }} }}" },
        { "routes.*.plan.single", $"routes: {{ x: {{ plan: {{ single: {{ {Stranger}: 1 }} }} }} }}" },
        { "routes.*.plan.ensemble", $"routes: {{ x: {{ plan: {{ ensemble: {{ members: [{{ model: a }}, {{ model: b }}], {Stranger}: 1 }} }} }} }}" },
        { "routes.*.plan.decompose", $"routes: {{ x: {{ plan: {{ decompose: {{ {Stranger}: 1, planner: {{ model: m }} }} }} }} }}" },
        { "routes.*.plan.gate", $"routes: {{ x: {{ plan: {{ gate: {{ {Stranger}: 1 }} }} }} }}" },
        { "routes.*.plan.escalate", $"routes: {{ x: {{ plan: {{ escalate: {{ {Stranger}: 1 }} }} }} }}" },
        { "routes.*.plan.select", $"routes: {{ x: {{ plan: {{ select: {{ {Stranger}: 1 }} }} }} }}" },
        { "routes.*.plan.rule", $"routes: {{ x: {{ plan: {{ rule: {{ {Stranger}: 1, answers: [{{ when: {{ exact: [a] }}, answer: b }}] }} }} }} }}" },
        { "routes.*.plan.cache", $"routes: {{ x: {{ plan: {{ cache: {{ {Stranger}: 1, of: {{ model: m }} }} }} }} }}" },
        { "defaults", $"defaults: {{ {Stranger}: 1 }}" },
        { "defaults.unknownPrice", $"defaults: {{ unknownPrice: {{ {Stranger}: 1 }} }}" },
        { "defaults.fetch", $"defaults: {{ fetch: {{ {Stranger}: 1 }} }}" },
        { "conversations", $"conversations: {{ {Stranger}: 1 }}" },
        { "conversations.retention", $"conversations: {{ retention: {{ {Stranger}: 1 }} }}" },
        { "conversations.retention.tenants.*", $"conversations: {{ retention: {{ tenants: {{ x: {{ {Stranger}: 1 }} }} }} }}" },
    };

    public static TheoryData<string> Words => new()
    {
        $"providers: {{ x: {{ kind: {Stranger} }} }}",
        $"providers: {{ x: {{ kind: openai-compatible, preset: {Stranger} }} }}",
        $"models: {{ x: {{ capabilities: [{Stranger}] }} }}",
        $"models: {{ x: {{ state: {Stranger} }} }}",
        $"routes: {{ x: {{ answers: [{{ when: {{ exact: [a] }}, function: {Stranger} }}] }} }}",
        $"routes: {{ x: {{ cache: {{ exact: {{ ttl: 1m, scope: {Stranger} }} }} }} }}",
        $"routes: {{ x: {{ prefer: {Stranger} }} }}",
        $"routes: {{ x: {{ plan: {{ cascade: [{{ model: m, accept: {{ sources: [{Stranger}] }} }}, {{ model: m }}] }} }} }}",
        $"routes: {{ x: {{ plan: {{ stream: {Stranger}, cascade: [{{ model: m, accept: {{}} }}, {{ model: m }}] }} }} }}",
        $"routes: {{ x: {{ plan: {{ ensemble: {{ members: [{{ model: a }}, {{ model: b }}], combine: {Stranger} }} }} }} }}",
        $"routes: {{ x: {{ plan: {{ ensemble: {{ members: [{{ model: a }}, {{ model: b }}], form: {Stranger} }} }} }} }}",
        $"routes: {{ x: {{ plan: {{ escalate: {{ of: {{ model: m }}, on: {Stranger} }} }} }} }}",
        $"routes: {{ x: {{ plan: {{ escalate: {{ wait: {Stranger} }} }} }} }}",
        $"routes: {{ x: {{ balance: {Stranger} }} }}",
        $"routes: {{ x: {{ class: {Stranger} }} }}",
        $"routes: {{ x: {{ onInterruption: {Stranger} }} }}",
        $"data: {{ detect: [{Stranger}] }}",
        $"router: {{ artifact: a, mode: {Stranger} }}",
    };

    [Fact]
    public void Sample_ReadByTheReader_HasNoMistake()
    {
        var reading = CatalogReader.Read([new("catalog.sample.yaml", Shipped.Catalog)]);

        Assert.Empty(reading.Mistakes);
        Assert.NotEmpty(reading.Document!.Routes);
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Sample_EveryFieldOfASection_IsShown(string section, string probe)
    {
        // A price has one form, and so have timeouts: it is enough to show them whole once.
        var place = section.EndsWith("rice", StringComparison.Ordinal) ? "models.*.price" : section.EndsWith("timeouts", StringComparison.Ordinal) ? "models.*.timeouts" : section;
        var shown = Fields(SampleRoot(), "").Where(f => f.Section == place).Select(f => f.Name).Distinct().ToArray();

        Assert.Empty(Known(probe).Except(shown));
    }

    [Fact]
    public void Sample_EverySection_IsAmongThoseThatAreAskedFor()
    {
        string[] more =
        [
            "providers", "models", "endpoints", "routes", "tasks", "prompts", "scorers", "routes.*.plan", "routes.*.plan.fallback", "routes.*.plan.cascade", "routes.*.plan.cascade.accept.byTask",
            "routes.*.plan.cascade.accept.judge", "routes.*.plan.decompose.planner", "routes.*.plan.decompose.synthesiser", "routes.*.plan.decompose.workers",
            "routes.*.plan.escalate.of", "routes.*.plan.ensemble.members", "routes.*.plan.ensemble.judge", "routes.*.plan.ensemble.synthesiser", "routes.*.rules.then.weights",
            "routes.*.plan.gate.experts", "routes.*.plan.gate.experts.tasks", "routes.*.plan.gate.splitter", "routes.*.plan.gate.merge", "routes.*.plan.gate.fallback",
            "routes.*.plan.select.options", "routes.*.plan.select.options.quality", "routes.*.plan.select.weights", "routes.*.plan.pipeline", "routes.*.plan.pipeline.if",
            "routes.*.plan.pipeline.repeat", "routes.*.plan.pipeline.repeat.until", "models.*.quality", "providers.*.headers", "conversations.retention.tenants",
            "toolServers", "toolServers.*.headers", "toolServers.*.pins", "routes.*.plan.tools.of",
            "routes.*.plan.rule.answers", "routes.*.plan.rule.answers.when", "routes.*.plan.rule.else", "routes.*.plan.cache.of", "routes.*.plan.cache.of.fallback", "routes.*.plan.cache.exact", "routes.*.plan.cache.semantic",
        ];
        var asked = Sections.Select(s => (string)s[0]).Concat(more);

        Assert.Empty(Fields(SampleRoot(), "").Select(f => f.Section).Distinct().Except(asked));
    }

    [Theory]
    [MemberData(nameof(Sections))]
    public void Page_EveryFieldOfASection_IsNamed(string section, string probe) =>
        Assert.All(Known(probe), field => Assert.True(Shipped.Page.Contains($"`{field}`", StringComparison.Ordinal), $"docs/catalog.md does not name {section}.{field}"));

    [Theory]
    [MemberData(nameof(Words))]
    public void PageAndSample_EveryWordThatMayBeWritten_IsNamed(string probe) => Assert.All(Known(probe), word =>
    {
        Assert.True(Shipped.Page.Contains($"`{word}`", StringComparison.Ordinal), $"docs/catalog.md does not name {word}");
        Assert.True(Shipped.Catalog.Contains(word, StringComparison.Ordinal), $"catalog.sample.yaml does not name {word}");
    });

    private static string[] Known(string probe)
    {
        var mend = CatalogReader.Read([new("probe.yaml", probe)]).Mistakes.Select(m => KnownNames().Match(m.Mend)).Single(m => m.Success);
        return mend.Groups[1].Value.Split(", ");
    }

    private static YamlMappingNode SampleRoot()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Shipped.Catalog));
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static IEnumerable<(string Section, string Name)> Fields(YamlMappingNode node, string section)
    {
        foreach (var (key, value) in node.Children)
        {
            var name = ((YamlScalarNode)key).Value!;
            yield return (section, name);
            foreach (var child in value is YamlSequenceNode list ? list.Children.OfType<YamlMappingNode>() : value is YamlMappingNode group ? [group] : [])
            {
                var within = section is "providers" or "models" or "endpoints" or "routes" or "tasks" or "prompts" or "toolServers" or "scorers" or "conversations.retention.tenants" ? $"{section}.*" : section.Length == 0 ? name : $"{section}.{name}";
                foreach (var field in Fields(child, within))
                {
                    yield return field;
                }
            }
        }
    }

    [GeneratedRegex(@"^Known: (.+)\.$")]
    private static partial Regex KnownNames();
}
