using Mesh.Catalog.Changes;
using Mesh.Catalog.Reading;
using Mesh.Contracts.Catalog;

namespace Mesh.Catalog.Tests.Reading;

public sealed class RouterReaderTests
{
    [Fact]
    public void Read_Router_IsItsPolicy()
    {
        var router = Whole("{ artifact: /etc/mesh/router.bin, mode: decide, explore: 0.05, record: true, keepFor: 30d, except: [acme] }").Router;

        Assert.Equal(("/etc/mesh/router.bin", RouterMode.Decide, 0.05, true, TimeSpan.FromDays(30)), (router.Artifact, router.Mode, router.Explore, router.Record, router.KeepFor));
        Assert.Equal(["acme"], router.Except);
    }

    [Fact]
    public void Read_RouterThatIsNotWritten_DoesNothing()
    {
        var (router, shadow) = (Whole("").Router, Whole("{ artifact: a }").Router);

        Assert.Equal((null, RouterMode.Shadow, 0.02, false), (router.Artifact, router.Mode, router.Explore, router.Record));
        Assert.Equal(("a", RouterMode.Shadow, 0.02), (shadow.Artifact, shadow.Mode, shadow.Explore));
    }

    [Theory]
    [InlineData("{ artifact: a, mode: maybe }", "router.mode", "'maybe' is not known here.")]
    [InlineData("{ artifact: a, explore: 0.3 }", "router.explore", "0.3 is out of range.")]
    [InlineData("{ mode: decide }", "router.mode", "stands without 'artifact'.")]
    [InlineData("{ explore: 0.1 }", "router.explore", "stands without 'artifact'.")]
    [InlineData("{ keepFor: 30d }", "router.keepFor", "stands where nothing is recorded.")]
    [InlineData("{ record: false, except: [acme] }", "router.except", "stands where nothing is recorded.")]
    [InlineData("{ record: true, except: [a/b] }", "router.except", "'a/b' is not a tenant's name.")]
    [InlineData("{ record: true, keepFor: 1m }", "router.keepFor", "1m is out of range.")]
    [InlineData("{ record: yes }", "router.record", "'yes' is neither true nor false.")]
    [InlineData("{ artefact: a }", "router.artefact", "is not a known field.")]
    public void Read_RouterThatIsWrong_SaysWhereAndHow(string router, string field, string problem)
    {
        var mistake = Assert.Single(CatalogReader.Read([new("a.yaml", Text(router))]).Mistakes);

        Assert.Equal((field, problem), (mistake.Field, mistake.Problem));
    }

    [Fact]
    public void Read_RouterTwice_NamesTheFirst() =>
        Assert.Contains("The first is in a.yaml", Assert.Single(CatalogReader.Read([new("a.yaml", Text("{ artifact: a }")), new("b.yaml", "router: { artifact: b }")]).Mistakes).Mend, StringComparison.Ordinal);

    [Fact]
    public void Diff_OfTheRouter_IsOneLine()
    {
        Assert.Equal(["~ router"], CatalogDiff.Between(Whole("{ record: true, except: [a] }"), Whole("{ record: true, except: [b] }")));
        Assert.Empty(CatalogDiff.Between(Whole("{ record: true, except: [a] }"), Whole("{ record: true, except: [a] }")));
    }

    [Fact]
    public void Read_MoreTaskClassesThanAreToldApart_NamesThoseThatAreTooMany()
    {
        string Tasks(int count) => Text("") + "tasks:\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"  t{i}: {{ examples: [word{i}] }}\n")) + "  none: {}\n  code: { examples: [more] }\n";

        Assert.Empty(CatalogReader.Read([new("a.yaml", Tasks(TaskClasses.MostOwn))]).Mistakes);
        Assert.Equal($"tasks.t{TaskClasses.MostOwn}.examples", Assert.Single(CatalogReader.Read([new("a.yaml", Tasks(TaskClasses.MostOwn + 1))]).Mistakes).Field);
    }

    private static CatalogDocument Whole(string router) => CatalogReader.Read([new("a.yaml", Text(router))]).Document!;

    private static string Text(string router) =>
        $"providers: {{ p: {{ kind: openai }} }}\nmodels: {{ m: {{}} }}\nendpoints: {{ e: {{ provider: p, model: m }} }}\n{(router.Length == 0 ? "" : $"router: {router}\n")}";
}
