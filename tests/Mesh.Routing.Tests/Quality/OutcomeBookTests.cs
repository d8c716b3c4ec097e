using Mesh.Contracts.Routing;
using Mesh.Routing.Quality;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Quality;

/// <summary>How much the word of one tenant counts for all.</summary>
public sealed class OutcomeBookTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly OutcomeBook _book;

    public OutcomeBookTests() => _book = new OutcomeBook(_time);

    [Fact]
    public void Tenant_AloneInTheMesh_CountsInFull() => Assert.Equal((0, 500), Counts(Tell("a", 500, reward: 0)));

    [Fact]
    public void Tenant_AmongOthersWhoSayNothing_CountsAsADeclaredFigure() =>
        Assert.Equal((0, OutcomeBook.Alone), Counts(Tell("a", 500, reward: 0, hasOthers: true)));

    [Fact]
    public void Tenant_AmongOthersWhoSaySomething_CountsAsMuchAsAllOfThem()
    {
        Tell("a", 10_000, reward: 0);
        Tell("b", 30, reward: 1);

        Assert.Equal((40, 40), Counts(Tell("c", 10, reward: 1)));
    }

    [Fact]
    public void Tenants_OfWhomNoneOutweighsTheOthers_CountInFull()
    {
        Tell("a", 40, reward: 0);
        Tell("b", 30, reward: 1);

        Assert.Equal((50, 40), Counts(Tell("c", 20, reward: 1)));
    }

    // However many pairs it floods: each is bound by itself.
    [Fact]
    public void Tenant_ThatIsBound_IsSoForEveryPair()
    {
        _book.Record("chat", "m", 1, "b", hasOthers: false);
        Tell("a", 500, reward: 0);

        var cells = _book.Cells.ToDictionary(c => c.Task);
        Assert.Equal((1, 0), Counts(cells["chat"]));
        Assert.Equal((0, OutcomeBook.Alone), Counts(cells["code"]));
    }

    [Fact]
    public void Outcomes_ThatFade_FadeForEveryTenant()
    {
        Tell("a", 100, reward: 0);
        Tell("b", 100, reward: 1);

        _time.Advance(CapabilityMatrix.HalfLife);

        Assert.Equal((50, 50), Counts(Assert.Single(_book.Cells)));
    }

    [Fact]
    public void Book_OpenedAnew_CountsAsBefore()
    {
        Tell("a", 500, reward: 0);
        Tell("b", 30, reward: 1);
        var again = new OutcomeBook(_time);

        again.Open(_book.Shares, _book.IsShared);

        Assert.True(again.IsShared);
        Assert.Equal(Counts(Assert.Single(_book.Cells)), Counts(Assert.Single(again.Cells)));
    }

    [Fact]
    public void Tenants_BeyondTheBound_CountTogetherAsOne()
    {
        for (var i = 0; i < OutcomeBook.MostTenants + 200; i++)
        {
            Tell($"t{i}", 1, reward: 0);
        }

        Assert.Equal(OutcomeBook.MostTenants + 1, _book.Shares.Count);
        Assert.Equal((0, OutcomeBook.MostTenants * 2), Counts(Assert.Single(_book.Cells)));
    }

    [Fact]
    public void Pairs_BeyondTheBound_AreNotCounted()
    {
        for (var i = 0; i < OutcomeBook.MostPairs; i++)
        {
            Assert.NotNull(_book.Record("code", $"m{i}", 1, "a", hasOthers: false));
        }

        Assert.Null(_book.Record("code", "one-more", 1, "a", hasOthers: false));
        Assert.NotNull(_book.Record("code", "m1", 1, "a", hasOthers: false));
    }

    private QualityCell Tell(string tenant, int times, double reward, bool hasOthers = false)
    {
        QualityCell? cell = null;
        for (var i = 0; i < times; i++)
        {
            cell = _book.Record("Code", "M", reward, tenant, hasOthers);
        }

        return cell!;
    }

    private static (double Good, double Bad) Counts(QualityCell cell) => (Math.Round(cell.Good, 6), Math.Round(cell.Bad, 6));
}
