using Mesh.Catalog.Plans;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Tests.Reading;

public sealed class PlanReaderTests
{
    private static readonly CatalogDocument s_catalogue = CatalogReader.Read([new CatalogFile("c.yaml", """
        providers:
          p: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }
        models:
          one: { price: { in: 1, out: 2 } }
          idle: { price: { in: 1, out: 2 } }
        endpoints:
          one-at: { provider: p, model: one }
        routes:
          deep: { plan: { fallback: [{ fallback: [{ fallback: [{ fallback: [{ fallback: [{ fallback: [{ model: one }, { model: one-at }] }] }] }] }] }] } }
          flat: { candidates: [one] }
        scorers:
          s: { artifact: /etc/mesh/s.json }
        """)]).Document!;

    [Theory]
    [InlineData("fallback: [{ model: one, label: first }, { route: flat }]")]
    [InlineData("""{"fallback":[{"model":"one","label":"first"},{"route":"flat"}]}""")]
    public void Read_OfYamlOrJson_GivesTheSamePlan(string text)
    {
        var (plan, mistakes) = PlanReader.Read(text, s_catalogue);

        Assert.Empty(mistakes);
        Assert.Equal(["one", ""], Assert.IsType<FallbackEntry>(plan).Tried.Cast<SingleEntry>().Select(s => string.Join(",", s.Candidates)));
        Assert.Equal(["first", null], plan!.Nodes.Select(n => n.Label));
    }

    [Fact]
    public void Read_OfOneModel_IsAPlanOfOneNode() =>
        Assert.Equal(["one"], Assert.IsType<SingleEntry>(PlanReader.Read("model: one", s_catalogue).Plan).Candidates);

    [Fact]
    public void Read_OfANodeThatHandsOver_HasWhatIsWrittenAndWhatIsUsual()
    {
        var usual = Assert.IsType<EscalateEntry>(PlanReader.Read("escalate: {}", s_catalogue).Plan);
        var written = Assert.IsType<EscalateEntry>(PlanReader.Read(
            "escalate: { of: { model: one }, on: failure, when: 'true', wait: handle, queue: law, reason: 'On {{route}}', expires: 2d, keep: 90d, most: 7, data: [private] }", s_catalogue).Plan);

        Assert.Equal(new EscalateEntry(), usual);
        Assert.Equal(("default", true, 200, TimeSpan.FromDays(7), TimeSpan.FromDays(30)), (usual.Queue, usual.Waits, usual.Most, usual.Expires, usual.Keep));
        Assert.Equal(("law", true, false, 7, "On {{route}}", "true"), (written.Queue, written.OnFailure, written.Waits, written.Most, written.Reason, written.When));
        Assert.Equal((TimeSpan.FromDays(2), TimeSpan.FromDays(90)), (written.Expires, written.Keep));
        Assert.Equal(["private"], written.Data);
        Assert.Single(written.Conditions);
        Assert.Single(written.Nodes);
    }

    [Fact]
    public void Read_OfCascades_NamesTheCataloguesScorers()
    {
        var gains = Assert.IsType<CascadeEntry>(PlanReader.Read("cascade: [{ model: one }, { model: one }]\ngains: s", s_catalogue).Plan);
        var scorer = Assert.IsType<CascadeEntry>(PlanReader.Read("cascade: [{ model: one, accept: { sources: [scorer], scorer: s, accepted: 0.4 } }, { model: one }]", s_catalogue).Plan);

        Assert.Equal(("s", null), (gains.Gains, gains.Tiers[0].Accept));
        Assert.Equal(("s", 0.4), (scorer.Tiers[0].Accept!.Scorer, scorer.Tiers[0].Accept!.Accepted));
    }

    [Theory]
    [InlineData("{ model: two }", "model")]
    [InlineData("{ model: idle }", "model")]
    [InlineData("{ candidates: ['o*', 'x*'] }", "candidates")]
    [InlineData("fallback: [{ model: one }, { route: no }]", "fallback[1].route")]
    [InlineData("fallback: []", "fallback")]
    [InlineData("fallback: [{ fallback: [{ route: deep }] }]", "fallback[0].fallback[0].route")]
    [InlineData("cascade: [{ model: one }, { model: one }]\ngains: t", "gains")]
    [InlineData("cascade: [{ model: one, accept: { sources: [scorer], scorer: t } }, { model: one }]", "cascade[0].accept.scorer")]
    [InlineData("{ model: one, lable: x }", "lable")]
    public void Read_OfAMistake_NamesItsPlace(string text, string field)
    {
        var (plan, mistakes) = PlanReader.Read(text, s_catalogue);

        Assert.Null(plan);
        Assert.Equal(("plan", field), (mistakes[0].File, mistakes[0].Field));
        Assert.NotEqual("", mistakes[0].Mend);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  # nothing")]
    [InlineData("one")]
    [InlineData("a: &x [*x]")]
    [InlineData("{")]
    public void Read_OfNoPlan_SaysSo(string text)
    {
        var (plan, mistakes) = PlanReader.Read(text, s_catalogue);

        Assert.Null(plan);
        Assert.NotEmpty(mistakes);
    }

    [Fact]
    public void Read_OverItsSize_IsRefusedUnread()
    {
        var fits = "{ model: one } #".PadRight(PlanReader.MostBytes, 'x');

        Assert.Empty(PlanReader.Read(fits, s_catalogue).Mistakes);
        Assert.Contains("32 KiB", Assert.Single(PlanReader.Read(fits + "x", s_catalogue).Mistakes).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfMoreNodesThanAPlanMayHave_IsRefused() =>
        Assert.NotEmpty(PlanReader.Read($"fallback: [{string.Join(", ", Enumerable.Repeat("{ model: one }", NodeEntry.MaxNodes))}]", s_catalogue).Mistakes);
}
