using System.Globalization;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Tests.Reading;

public sealed class CatalogReaderTests
{
    [Fact]
    public void Read_SeveralFiles_AreOneCatalogueInTheOrderOfWriting()
    {
        var document = Whole(
            "routes: { r: { candidates: [b] } }\nproviders: { p: { kind: openai } }",
            "models: { b: {}, a: {} }\nendpoints: { e2: { provider: P, model: b }, e1: { provider: p, model: A } }");

        Assert.Equal(["b", "a"], document.Models.Select(m => m.Name));
        Assert.Equal(["e2", "e1"], document.Endpoints.Select(e => e.Name));
    }

    [Fact]
    public void Read_SectionsWithoutEntries_AreEmpty()
    {
        var document = Whole("providers:\n  p: { kind: openai }\nmodels:\n  m:\nendpoints:\n  e: { provider: p, model: m }\nroutes:\n  # none yet\ndefaults:\n");

        Assert.Equal((1, 0), (document.Models.Count, document.Routes.Count));
    }

    [Fact]
    public void Read_Conversations_AreTheirSettings()
    {
        var document = Whole("providers: { p: { kind: openai } }\nmodels: { m: {} }\nendpoints: { e: { provider: p, model: m } }\nconversations: { summaryRoute: m, summarizeAfter: 900, imageRoute: e }");

        Assert.Equal(new ConversationPolicy { SummaryRoute = "m", SummarizeAfter = 900, ImageRoute = "e" }, document.Conversations);
        Assert.Null(Whole("providers: { p: { kind: openai } }\nmodels: { m: {} }\nendpoints: { e: { provider: p, model: m } }").Conversations.SummaryRoute);
    }

    [Fact]
    public void Read_Retention_IsTheTimeForAllAndWhatHoldsForSingleTenants()
    {
        var retention = Whole(Retained("{ after: 30d, tenants: { acme: { after: 48h, hold: true }, other: { hold: false } } }")).Conversations.Retention;

        Assert.Equal(TimeSpan.FromDays(30), retention.After);
        Assert.Equal([new TenantRetention("acme", TimeSpan.FromDays(2), true), new TenantRetention("other", null, false)], retention.Tenants);
        Assert.Equal((TimeSpan.FromDays(2), TimeSpan.FromDays(30), TimeSpan.FromDays(30)), (retention.AfterOf("acme"), retention.AfterOf("other"), retention.AfterOf("nobody")));
        Assert.Equal((true, false, false), (retention.Holds("acme"), retention.Holds("other"), retention.Holds("nobody")));
        Assert.Null(Whole(Retained("{}")).Conversations.Retention.AfterOf("acme"));
    }

    [Theory]
    [InlineData("{ after: 30m }", "conversations.retention.after", "30m is out of range.")]
    [InlineData("{ after: 30 }", "conversations.retention.after", "'30' is not a time.")]
    [InlineData("{ afer: 30d }", "conversations.retention.afer", "is not a known field.")]
    [InlineData("{ tenants: { acme: {} } }", "conversations.retention.tenants.acme", "says nothing.")]
    [InlineData("{ tenants: { acme: { hold: yes } } }", "conversations.retention.tenants.acme.hold", "'yes' is neither true nor false.")]
    [InlineData("{ tenants: { acme: { hold: true, until: 1d } } }", "conversations.retention.tenants.acme.until", "is not a known field.")]
    [InlineData("{ tenants: { 'a/b': { hold: true } } }", "conversations.retention.tenants.a/b", "is not a tenant's name.")]
    [InlineData("30d", "conversations.retention", "is not a group of fields.")]
    public void Read_RetentionThatIsWrong_SaysWhereAndHow(string retention, string field, string problem)
    {
        var mistake = Assert.Single(CatalogReader.Read([new("a.yaml", Retained(retention))]).Mistakes);

        Assert.Equal((field, problem), (mistake.Field, mistake.Problem));
    }

    private static string Retained(string retention) =>
        $"providers: {{ p: {{ kind: openai }} }}\nmodels: {{ m: {{}} }}\nendpoints: {{ e: {{ provider: p, model: m }} }}\nconversations: {{ retention: {retention} }}";

    [Fact]
    public void Read_CacheOfARoute_IsItsPolicy()
    {
        var document = Whole("providers: { p: { kind: openai } }\nmodels: { m: {} }\nendpoints: { e: { provider: p, model: m } }\nroutes: { r: { cache: { exact: { ttl: 10m, scope: key, tools: true } } }, s: { cache: { exact: { ttl: 1s } } }, t: {} }");

        Assert.Equal(new CachePolicy { Ttl = TimeSpan.FromMinutes(10), Scope = CacheScope.Key, Tools = true }, document.Routes[0].Cache);
        Assert.Equal(new CachePolicy { Ttl = TimeSpan.FromSeconds(1) }, document.Routes[1].Cache);
        Assert.Null(document.Routes[2].Cache);
    }

    [Fact]
    public void Read_SemanticCacheOfARoute_IsItsPolicyAndTakesWhatIsNotWrittenFromTheExactOne()
    {
        var document = Whole("providers: { p: { kind: openai } }\nmodels: { m: {}, v: { capabilities: [embeddings] } }\nendpoints: { e: { provider: p, model: m }, f: { provider: p, model: v } }\nroutes:\n"
            + "  r: { cache: { semantic: { embedding: v, ttl: 5m } } }\n"
            + "  s: { cache: { exact: { ttl: 10m, scope: key }, semantic: { embedding: f } } }\n"
            + "  t: { cache: { exact: { ttl: 1m }, semantic: { embedding: u, ttl: 1h, threshold: 0.9, scope: project, entries: 7, timeout: 50ms } } }\n"
            + "  u: { candidates: [v] }");
        var (minutes, cached) = (TimeSpan.FromMinutes(5), document.Routes.Select(r => r.Cache!).ToArray());

        Assert.Equal(new CachePolicy { Ttl = minutes, Semantic = new SemanticCachePolicy { Embedding = "v", Ttl = minutes } }, cached[0]);
        Assert.Equal(new SemanticCachePolicy { Embedding = "f", Ttl = 2 * minutes, Scope = CacheScope.Key }, cached[1].Semantic);
        Assert.Equal(new SemanticCachePolicy { Embedding = "u", Ttl = 12 * minutes, Threshold = 0.9, Scope = CacheScope.Project, Entries = 7, Timeout = TimeSpan.FromMilliseconds(50) }, cached[2].Semantic);
        Assert.Equal((TimeSpan.FromMinutes(1), 12 * minutes), (cached[2].Ttl, cached[2].Kept));
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("# a comment\r\n")]
    [InlineData("%YAML 1.2\n---\n")]
    public void Read_WhatEditorsPutBefore_IsTaken(string before) =>
        Assert.Single(Whole(before + "providers: { p: { kind: openai } }\nendpoints: { e: { provider: p, model: gpt-5 } }\n").Endpoints);

    [Fact]
    public void Read_QuotedNames_AreTheSameNames() =>
        Assert.Equal("m", Whole("\"providers\": { 'p': { \"kind\": 'openai' } }\nmodels: { m: {} }\nendpoints: { e: { provider: \"p\", model: 'm' } }").Endpoints[0].Model);

    [Fact]
    public void Read_MistakeBehindWindowsLineEnds_IsInItsLine()
    {
        var mistake = Assert.Single(CatalogReader.Read([new("a.yaml", "models:\r\n  m:\r\n    context: x\r\n")]).Mistakes);

        Assert.Equal((3, 14), (mistake.Line, mistake.Column));
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2m", 120_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("1d", 86_400_000)]
    public void Read_Time_IsInItsUnit(string text, int milliseconds)
    {
        var document = Whole($"providers: {{ p: {{ kind: openai }} }}\nendpoints: {{ e: {{ provider: p, model: gpt-5 }} }}\nroutes: {{ r: {{ deadline: {text} }} }}");

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), document.Routes[0].Deadline);
    }

    [Theory]
    [InlineData("{ model: m }", "m")]
    [InlineData("{ endpoint: e }", "e")]
    [InlineData("{ candidates: [e, \"m*\"] }", "e,m*")]
    public void Read_PlanOfASingle_IsItsCandidates(string node, string candidates)
    {
        var document = Whole($"providers: {{ p: {{ kind: openai }} }}\nmodels: {{ m: {{}} }}\nendpoints: {{ e: {{ provider: p, model: m }} }}\nroutes: {{ r: {{ plan: {{ single: {node} }} }} }}");

        Assert.Equal(candidates.Split(','), document.Routes[0].Candidates);
    }

    [Fact]
    public void Read_ManyMistakes_KeepsAHundredAndLooksForNoMoreNeighbours()
    {
        // Names of equal length are the dearest to compare; all mistakes against all names would take minutes.
        var names = Enumerable.Range(0, 2_000).Select(i => i.ToString("D12", CultureInfo.InvariantCulture)).ToArray();
        var text = $"providers:\n{string.Concat(names.Select(n => $"  p{n}: {{ kind: openai }}\n"))}endpoints:\n{string.Concat(names.Select(n => $"  e{n}: {{ provider: q{n}, model: gpt-5 }}\n"))}";

        var mistakes = CatalogReader.Read([new("a.yaml", text)]).Mistakes;

        Assert.Equal(100, mistakes.Count);
        Assert.All(mistakes, m => Assert.Contains("Did you mean", m.Mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Read_FileTooLarge_IsRefusedUnread() =>
        Refused("a.yaml:1:1: (file): is larger than 1024 KiB. Split it into several files.", new CatalogFile("a.yaml", "#" + new string('é', CatalogReader.MaxFileBytes / 2)));

    [Fact]
    public void Read_FilesTooLargeTogether_AreRefused() => Refused(
        "c.yaml:1:1: (file): brings the catalogue to 2636 KiB; at most 2048 are taken. Take out what is not used.",
        [.. "abc".Select(n => new CatalogFile($"{n}.yaml", "#" + new string('x', 899_999)))]);

    [Fact]
    public void Read_TooManyFiles_AreRefused() => Refused(
        "101.yaml:1:1: (file): is one file too many: at most 100 are taken. Put them together.",
        [.. Enumerable.Range(1, CatalogReader.MaxFiles + 1).Select(i => new CatalogFile($"{i}.yaml", ""))]);

    [Fact]
    public void Read_TooManyEntries_AreRefused() => Refused(
        "a.yaml:10002:3: models.m10000: is one model too many: at most 10000 are taken. Take some out.",
        new CatalogFile("a.yaml", "models:\n" + string.Concat(Enumerable.Range(0, CatalogReader.MaxEntries + 1).Select(i => $"  m{i}: {{}}\n"))));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{ a: ", "}")]
    public void Read_NestedTooDeep_IsRefusedBeforeATreeIsBuilt(string open, string close)
    {
        var text = "a: " + string.Concat(Enumerable.Repeat(open, 50_000)) + string.Concat(Enumerable.Repeat(close, 50_000));

        Assert.Equal("nests deeper than 32 levels.", Assert.Single(CatalogReader.Read([new("a.yaml", text)]).Mistakes).Problem);
    }

    [Fact]
    public void Read_NameTooLong_IsShownInPartOnly()
    {
        var mistake = Assert.Single(CatalogReader.Read([new("a.yaml", $"models:\n  {new string('a', 129)}: {{}}\n")]).Mistakes);

        Assert.Equal($"'{new string('a', 60)}...' cannot be the name of a model.", mistake.Problem);
    }

    [Fact]
    public void Read_NameWithALineBreakAtItsEnd_IsNoName() =>
        Assert.Contains("cannot be the name", Assert.Single(CatalogReader.Read([new("a.yaml", "models: { \"m\\n\": {} }")]).Mistakes).Problem, StringComparison.Ordinal);

    private static CatalogDocument Whole(params string[] texts)
    {
        var reading = CatalogReader.Read([.. texts.Select((t, i) => new CatalogFile($"{i}.yaml", t))]);
        Assert.Empty(reading.Mistakes);
        return reading.Document!;
    }

    private static void Refused(string message, params CatalogFile[] files) => Assert.Equal([message], CatalogReader.Read(files).Mistakes.Select(m => m.ToString()));
}
