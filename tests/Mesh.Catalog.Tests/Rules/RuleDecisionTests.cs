using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Routing.Health;
using Mesh.Routing.Selection;
using Mesh.Routing.Snapshots;
using Mesh.Routing.Spending;

namespace Mesh.Catalog.Tests.Rules;

/// <summary>Rules from the catalogue's text to the decision.</summary>
public sealed class RuleDecisionTests
{
    private const string Long = "tokens > 1000";
    private static readonly string[] s_values = ["\"zz\"", "\"de\"", "\"code\"", "\"batch\"", "\"standard\"", "0.5", "1s", "1kB"];
    private readonly Dictionary<string, EndpointStats> _stats = [];

    [Theory]
    [InlineData("has(image)", true)]
    [InlineData("has(audio)", false)]
    [InlineData("!has(audio) && has(\"tools\")", true)]
    [InlineData("not has(image) or has(audio)", false)]
    [InlineData("task == \"code\"", true)]
    [InlineData("task != \"code\"", false)]
    [InlineData("task in [\"math\", \"code\"]", true)]
    [InlineData("task in [\"math\"]", false)]
    [InlineData("complexity > 0.6", true)]
    [InlineData("complexity > 0.7", false)]
    [InlineData("complexity >= 0.7 && complexity <= 0.7", true)]
    [InlineData("language == \"de\"", true)]
    [InlineData("tokens > 4k", true)]
    [InlineData("tokens >= 5000 && tokens < 5001 && tokens <= 5000 && tokens == 5k", true)]
    [InlineData("tokens > 5k", false)]
    [InlineData("output >= 500", true)]
    [InlineData("bytes > 16kB", true)]
    [InlineData("bytes > 1MB", false)]
    [InlineData("turns == 3", true)]
    [InlineData("deadline < 2s", true)]
    [InlineData("deadline < 1500ms", false)]
    [InlineData("urgency == \"batch\"", true)]
    [InlineData("class == \"sheddable\"", true)]
    [InlineData("data == \"private\"", true)]
    [InlineData("\"private\" in data", true)]
    [InlineData("data != \"private\"", false)]
    [InlineData("data == \"secret\"", false)]
    [InlineData("lastModel == \"big\"", true)]
    [InlineData("caller.tenant == \"acme\" && caller.project == \"web\" && caller.key == \"k1\"", true)]
    [InlineData("caller.tags == \"beta\"", true)]
    [InlineData("caller.tags == \"gamma\"", false)]
    [InlineData("contains(\"RECHNUNG\")", true)]
    [InlineData("contains(system, \"Rechnung\")", true)]
    [InlineData("contains(caller.project, \"shop\")", false)]
    [InlineData("matches(\"inv-[0-9]{4}\")", true)]
    [InlineData("matches(prompt, \"^inv\")", false)]
    [InlineData("load(\"big\") > 0.4", true)]
    [InlineData("load(\"big\") > 0.6", false)]
    [InlineData("healthy(\"big\")", true)]
    [InlineData("(has(audio) || has(image)) && !(tokens < 10)", true)]
    [InlineData("has(audio) || has(image) && has(file)", false)]
    [InlineData("true", true)]
    [InlineData("false == true", false)]
    [InlineData("has(image) == true", true)]
    public void Condition_OfARequest_HoldsOrNot(string condition, bool holds)
    {
        var view = View($"- {{ when: '{condition}', then: {{ route: big }} }}");
        _stats["at-big"].PeersInFlight = 32;

        var decision = Decide(view, Everything);

        Assert.Equal(holds ? "big" : "small", decision.Candidates[0].Model);
        Assert.Equal(holds ? [$"r/rules[0]: {condition}"] : [], decision.Rules);
    }

    [Fact]
    public void Rules_InTheirOrder_TheFirstThatHoldsDecides()
    {
        var view = View("""
            - { name: never, when: has(audio), then: { route: big } }
            - { name: first, when: has(image), then: { only: [big] } }
            - { name: second, when: has(tools), then: { only: [small] } }
            """);

        var decision = Decide(view, Everything);

        Assert.Equal(["r/first: has(image)"], decision.Rules);
        Assert.Equal(["big"], decision.Candidates.Take(decision.Eligible).Select(c => c.Model));
        Assert.Contains(decision.Candidates, c => c is { Model: "small", Excluded: Exclusion.Rule });
    }

    [Fact]
    public void RuleToARoute_ThatHasRulesToo_IsFollowedAndKeepsWhatWasLeftOut()
    {
        var view = View("- { name: a, when: has(image), then: { route: s, without: [at-small] } }", """
              s:
                candidates: [big, small, other]
                deadline: 3s
                rules:
                  - { name: b, when: has(tools), then: { without: [other], prefer: cheap } }
            """);

        var decision = Decide(view, Everything);

        Assert.Equal(["r/a: has(image)", "s/b: has(tools)"], decision.Rules);
        Assert.Equal(["big"], decision.Candidates.Take(decision.Eligible).Select(c => c.Model));
        Assert.Equal((Prefer.Cheap, TimeSpan.FromSeconds(3), "r"), (decision.Prefer, decision.Deadline, decision.Route));
    }

    [Fact]
    public void RuleThatLeavesOut_AlsoLeavesOutTheCallersOwnFallbacks()
    {
        var view = View("- { then: { only: [small] } }");

        var decision = Decide(view, Everything with { Fallbacks = ["big"] });

        Assert.Equal(["small"], decision.Candidates.Take(decision.Eligible).Select(c => c.Model));
    }

    [Fact]
    public void RuleThatRefuses_EndsTheRequestWithItsWordsAndItsName()
    {
        var view = View("- { name: trial, when: has(image), then: { refuse: \"No pictures here.\" } }");

        var error = Assert.Throws<MeshException>(() => Decide(view, Everything)).Error;

        Assert.Equal((MeshErrorCode.ContentRefused, "refused_by_rule"), (error.Code, error.Reason));
        Assert.Equal("No pictures here. (rule r/trial: has(image))", error.Message);
    }

    [Fact]
    public void RuleThatPrefers_GivesWayToTheCallersOwnWord()
    {
        var view = View("- { then: { prefer: cheap } }");

        Assert.Equal(Prefer.Cheap, Decide(view, Everything).Prefer);
        Assert.Equal(Prefer.Best, Decide(view, Everything with { Prefer = Prefer.Best }).Prefer);
    }

    [Fact]
    public void Signals_OfARequest_AreReadOnlyAsFarAsTheRulesGo()
    {
        var view = View("""
            - { when: has(audio) && task == "code", then: { route: big } }
            - { when: language == "fr", then: { route: big } }
            - { when: language == "de", then: { prefer: fast } }
            - { when: complexity > 0, then: { route: big } }
            """);
        var signals = new KnownSignals { Spoken = "de" };

        var decision = Decide(view, Everything with { Signals = signals });

        Assert.Equal(["language"], signals.Reads.Distinct());
        Assert.Equal(["language=de"], decision.Signals);
    }

    [Fact]
    public void Signals_WhereNoRuleReadsThem_AreNotWorkedOut()
    {
        var signals = new KnownSignals();

        Decide(View(""), Everything with { Signals = signals });

        Assert.Empty(signals.Reads);
    }

    [Theory]
    [InlineData(900, false)]
    [InlineData(1001, true)]
    public void Tokens_OfAPromptTooShortForTheBound_AreNotCounted(long bytes, bool counted)
    {
        var signals = new KnownSignals { Counted = 400 };

        Decide(View($"- {{ when: {Long}, then: {{ route: big }} }}"), Everything with { Signals = signals, InputTokensAtMost = bytes });

        Assert.Equal(counted, signals.Reads.Contains("tokens"));
    }

    [Theory]
    [InlineData("spend.day > 2", "spend.day=3", true)]
    [InlineData("spend.day > 3", "spend.day=3", false)]
    [InlineData("spend.month >= 3 && spend.day >= 3", "spend.day=3, spend.month=3", true)]
    public void Spend_OfTheCallersTenant_IsReadWhereARuleDoes(string when, string told, bool holds)
    {
        var spend = new TenantSpend(new Microsoft.Extensions.Time.Testing.FakeTimeProvider());
        spend.Add("acme", 3);
        spend.Add("other", 100);

        var decision = Router.Decide(View($"- {{ when: '{when}', then: {{ route: other }} }}"), Everything, () => 0.5, "d", spend: spend);

        Assert.Equal(holds ? "other" : "small", decision.Candidates[0].Model);
        Assert.Equal(told, string.Join(", ", decision.Signals));
    }

    [Fact]
    public void Spend_WhereNobodyKeepsIt_IsNothing() => Assert.Equal("small", Decide(View("- { when: spend.month > 0, then: { route: other } }"), Everything).Candidates[0].Model);

    [Fact]
    public void Data_ThatIsFound_CountsWhereTheCatalogueHasItLookedFor()
    {
        const string Rule = "- { when: data == \"private\", then: { route: big } }";
        var query = Everything with { Data = [], Signals = new KnownSignals { Finds = [DataKind.Iban] } };

        Assert.Equal(["private"], Decide(View(Rule), query).Data);
        Assert.Equal(["private"], Decide(View(Rule, "data: { detect: [iban] }"), query).Data);
        Assert.Empty(Decide(View(Rule, "data: { detect: [email] }"), query).Data);
        Assert.Empty(Decide(View(Rule, "data: { detect: [] }"), query).Data);
        Assert.Equal(["private"], Decide(View(""), query).Data);
        Assert.Empty(Decide(View("", granted: false), query).Data);
    }

    [Fact]
    public void EveryName_ThatConditionsMayRead_CanBeCompiled()
    {
        var mend = CatalogReader.Read([new("a.yaml", Catalog("- { when: zzzzzzzzzzzzzzzzzzzzzz > 1, then: { route: big } }", ""))]).Mistakes[0].Mend;
        var names = mend[(mend.IndexOf("of: ", StringComparison.Ordinal) + 4)..].TrimEnd('.').Split(", ");

        Assert.True(names.Length >= 21);
        Assert.All(names, name => Assert.Contains(
            s_values,
            value => CatalogReader.Read([new("a.yaml", Catalog($"- {{ when: '{name} == {value}', then: {{ route: big }} }}", ""))]).Document is { } document
                && Router.Decide(MeshView.Build(1, document, Stats), Everything, () => 0.5, "d").Eligible > 0));
    }

    // It fits every condition of the theory that holds, and none of the others.
    private static RouteQuery Everything => new()
    {
        Target = "r",
        Needs = ModelCapabilities.Text | ModelCapabilities.ImageIn | ModelCapabilities.Tools,
        InputTokensAtMost = 20_000,
        InputTokensExpected = 5000,
        MaxOutputTokens = 500,
        Class = WorkClass.Sheddable,
        Data = ["private"],
        Caller = new RouteCaller("acme", "web", "k1"),
        Tags = ["alpha", "beta"],
        Deadline = TimeSpan.FromMilliseconds(1900),
        Affinity = new CacheAffinity("at-big", "big", 0),
        Signals = new KnownSignals { Reading = new TaskReading("code", 0.9), Hard = 0.7, Spoken = "de", Counted = 5000, Before = 3, Said = "Die Rechnung INV-1234" },
    };

    private static RouteDecision Decide(MeshView view, RouteQuery query) => Router.Decide(view, query, () => 0.5, "d");

    private static string Catalog(string rules, string more)
    {
        var indented = string.Concat(rules.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"      {l}\n"));
        return $$"""
            providers:
              p: { kind: openai }
            models:
              small: { capabilities: [text, image-in, tools], quality: { chat: 0.9 }, data: [private] }
              big: { capabilities: [text, image-in, tools], quality: { chat: 0.5 }, data: [private] }
              other: { capabilities: [text, image-in, tools], quality: { chat: 0.4 }, data: [private] }
            endpoints:
              at-small: { provider: p, model: small }
              at-big: { provider: p, model: big }
              at-other: { provider: p, model: other }
            routes:
              r:
                candidates: [small, big]
                prefer: best
            """ + (indented.Length == 0 ? "\n" : $"\n    rules:\n{indented}") + more;
    }

    private MeshView View(string rules, string more = "", bool granted = true)
    {
        var text = Catalog(rules, more);
        var reading = CatalogReader.Read([new("a.yaml", granted ? text : text.Replace(", data: [private]", "", StringComparison.Ordinal))]);
        Assert.Empty(reading.Mistakes);
        return MeshView.Build(1, reading.Document!, Stats);
    }

    private EndpointStats Stats(string name)
    {
        if (!_stats.TryGetValue(name, out var stats))
        {
            _stats[name] = stats = new EndpointStats(name, new Circuit(TimeProvider.System));
        }

        return stats;
    }
}
