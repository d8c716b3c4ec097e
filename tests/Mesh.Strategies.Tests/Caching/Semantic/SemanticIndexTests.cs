using Mesh.Strategies.Caching.Semantic;

namespace Mesh.Strategies.Tests.Caching.Semantic;

public sealed class SemanticIndexTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly SemanticPlace s_place = new("acme", "faq", "c");
    private readonly SemanticIndex _index = new(1024 * 1024);

    [Fact]
    public void Find_NearQuestions_AreTheNearestFirst()
    {
        Add("far", 90);
        Add("near", 10);
        Add("nearer", 5);

        var found = Find(0, 0.9);

        Assert.Equal(["nearer", "near"], found.Near.Select(n => n.Entry.Question));
        Assert.Equal(Math.Cos(5 * Math.PI / 180), found.Nearest!.Value, 1e-5);
    }

    [Fact]
    public void Find_NothingNearEnough_TellsTheNearest()
    {
        Add("far", 60);

        var found = Find(0, 0.9);

        Assert.Empty(found.Near);
        Assert.Equal(0.5, found.Nearest!.Value, 1e-5);
        Assert.Null(Find(0, 0.9, s_place with { Context = "other" }).Nearest);
    }

    [Fact]
    public void Find_OneOfManyNear_GivesTheFewNearest()
    {
        for (var i = 0; i < 20; i++)
        {
            Add($"q{i}", i * 0.5);
        }

        Assert.Equal(Enumerable.Range(0, SemanticIndex.MostNear).Select(i => $"q{i}"), Find(0, 0.5).Near.Select(n => n.Entry.Question));
    }

    [Theory]
    [InlineData("other", "faq", "c")]
    [InlineData("acme", "other", "c")]
    [InlineData("acme", "faq", "other")]
    public void Find_AnotherTenantRouteOrContext_SeesNothing(string tenant, string route, string context)
    {
        Add("mine", 0);

        Assert.Null(Find(0, 0.8, new SemanticPlace(tenant, route, context)).Nearest);
    }

    [Fact]
    public void Find_QuestionWhoseTimeIsOver_IsTakenOut()
    {
        Add("old", 0, at: s_now - TimeSpan.FromMinutes(2));
        Add("new", 1);

        Assert.Equal(["new"], Find(0, 0.8).Near.Select(n => n.Entry.Question));
        Assert.Equal(1, _index.Count);
    }

    [Fact]
    public void Add_LaterThanTheEndOfOthers_TakesThemOutWhereverTheyLie()
    {
        _index.Add(s_place with { Context = "of one conversation" }, Entry("never asked again", 0, until: s_now + TimeSpan.FromMinutes(10)), 10);
        _index.Add(s_place with { Tenant = "quiet" }, Entry("left alone", 0, until: s_now + TimeSpan.FromMinutes(10)), 10);
        Add("lasts", 0);
        Add("before", 0, at: s_now + TimeSpan.FromMinutes(9));
        Assert.Equal(4, _index.Count);

        Add("after", 0, at: s_now + TimeSpan.FromMinutes(10));

        Assert.Equal(3, _index.Count);
        Assert.Equal(0, _index.Clear("quiet"));
        _index.Clear(s_place.Tenant);
        Assert.Equal((0, 0), (_index.Count, _index.Bytes));
    }

    [Fact]
    public void Add_SameAnswerAgain_TakesThePlaceOfTheOldOne()
    {
        Add("q", 0, at: s_now - TimeSpan.FromSeconds(1));
        Add("q", 0);

        Assert.Equal(s_now, Assert.Single(Find(0, 0.8).Near).Entry.At);
        Assert.Equal(1, _index.Count);
    }

    [Fact]
    public void Add_MoreThanARouteMayKeep_DropsTheLeastUsed()
    {
        Add("a", 0, most: 3);
        Add("b", 10, most: 3);
        Add("c", 20, most: 3);
        _index.Touch(s_place, Find(0, 0.999).Near[0].Entry);
        Add("d", 30, most: 3);

        Assert.Equal(["a", "c", "d"], Find(0, 0.5).Near.Select(n => n.Entry.Question));
        Assert.Equal(3, _index.Count);
    }

    [Fact]
    public void Bytes_OverTheBound_AreTakenFromTheTenantThatHasTheMost()
    {
        var index = new SemanticIndex(100_000);
        var small = new SemanticPlace("small", "faq", "c");
        index.Add(small, Entry("mine", 0), 1000);
        for (var i = 0; i < 1000; i++)
        {
            index.Add(s_place, Entry($"q{i}", i * 0.01), 1000);
            Assert.InRange(index.Bytes, 0, 100_000);
        }

        Assert.Single(index.Find(small, Vector(0), 0.9, DateTimeOffset.MinValue).Near);
        Assert.InRange(index.Count, 50, 500);
        Assert.Equal("q999", index.Find(s_place, Vector(9.99), 0.9, DateTimeOffset.MinValue).Near[0].Entry.Question);
    }

    [Fact]
    public void Bytes_OneThatIsLargerThanTheBound_IsNotKept()
    {
        var index = new SemanticIndex(100);
        index.Add(s_place, Entry("q", 0), 10);

        Assert.Equal((0, 0), (index.Count, index.Bytes));
    }

    [Fact]
    public void Clear_OfATenant_DropsItsQuestionsAlone()
    {
        Add("a", 0);
        var old = Find(0, 0.9).Near[0].Entry;
        _index.Add(s_place with { Route = "desk" }, Entry("b", 0), 10);
        _index.Add(s_place with { Tenant = "other" }, Entry("c", 0), 10);

        Assert.Equal(2, _index.Clear("acme"));
        Assert.Equal(1, _index.Count);

        // Whoever found it before may still say that it was of use, or is none.
        Add("new", 0);
        _index.Touch(s_place, old);
        _index.Remove(s_place, [old]);
        Assert.Equal("new", Assert.Single(Find(0, 0.9).Near).Entry.Question);
    }

    [Fact]
    public void Bytes_AfterAllIsOut_AreNone()
    {
        for (var i = 0; i < 50; i++)
        {
            Add($"q{i}", i, most: 20);
        }

        _index.Remove(s_place, Find(25, -1).Near.Select(n => n.Entry));
        _index.Clear("acme");

        Assert.Equal((0, 0), (_index.Count, _index.Bytes));
    }

    [Fact]
    public async Task Index_UsedByManyAtOnce_KeepsItsBounds()
    {
        var index = new SemanticIndex(50_000);
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), async (i, _) =>
        {
            var place = new SemanticPlace($"t{i % 3}", "r", $"c{i % 2}");
            index.Add(place, Entry($"q{i}", i % 360), 20);
            foreach (var (entry, _) in index.Find(place, Vector(i % 360), 0.9, DateTimeOffset.MinValue).Near)
            {
                index.Touch(place, entry);
            }

            if (i % 100 == 0)
            {
                index.Clear("t1");
            }

            await Task.Yield();
        });

        Assert.InRange(index.Bytes, 0, 50_000);
        Assert.InRange(index.Count, 1, 60);
    }

    [Theory]
    [InlineData(1e-30f)]
    [InlineData(1f)]
    [InlineData(1e30f)]
    public void Vector_OfAnyLength_IsADirection(float scale) =>
        Assert.Equal(0.6, UnitVector.Of([3 * scale, 4 * scale])!.Cosine(UnitVector.Of([1, 0])!), 1e-5);

    [Fact]
    public void Vector_ThatHasNoDirection_IsNone()
    {
        Assert.Null(UnitVector.Of([]));
        Assert.Null(UnitVector.Of([0, 0]));
        Assert.Null(UnitVector.Of([1, float.NaN]));
        Assert.Null(UnitVector.Of([1, float.PositiveInfinity]));
        Assert.Null(UnitVector.Of(new float[UnitVector.Most + 1]));
        Assert.Equal(-1, UnitVector.Of([1, 0])!.Cosine(UnitVector.Of([1, 0, 0])!));
    }

    private void Add(string question, double degrees, DateTimeOffset? at = null, int most = 100) => _index.Add(s_place, Entry(question, degrees, at), most);

    private SemanticFinds Find(double degrees, double threshold, SemanticPlace? place = null) => _index.Find(place ?? s_place, Vector(degrees), threshold, s_now - TimeSpan.FromMinutes(1));

    private static SemanticEntry Entry(string question, double degrees, DateTimeOffset? at = null, DateTimeOffset? until = null) =>
        new(Vector(degrees), question, $"key of {question}", at ?? s_now, until ?? DateTimeOffset.MaxValue);

    private static UnitVector Vector(double degrees) => UnitVector.Of([(float)Math.Cos(degrees * Math.PI / 180), (float)Math.Sin(degrees * Math.PI / 180)])!;
}
