using Mesh.Contracts.Errors;
using Mesh.Contracts.Reviews;
using Mesh.Grains.Reviews;

namespace Mesh.Grains.Tests.Reviews;

public sealed class ReviewShelfTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private readonly ReviewShelf _shelf = new();

    [Fact]
    public void Queue_TakesAsManyAsItMayAndOthersAreFree()
    {
        Assert.True(_shelf.Add(Entry("a", 0), 2));
        Assert.True(_shelf.Add(Entry("b", 0), 2));
        Assert.False(_shelf.Add(Entry("b", 0), 2));

        var full = Assert.Throws<MeshException>(() => _shelf.Add(Entry("c", 0), 2));

        Assert.Equal((MeshErrorCode.QuotaExhausted, "review_queue_full"), (full.Error.Code, full.Error.Reason));
        Assert.True(_shelf.Add(Entry("c", 0, "other"), 2));
        Assert.True(_shelf.Close(Act("a"), s_now));
        Assert.True(_shelf.Add(Entry("d", 0), 2));
    }

    [Fact]
    public void Tenant_TakesAsManyAsItMayWhateverTheQueue()
    {
        for (var i = 0; i < IReviewShelfGrain.MostPending; i++)
        {
            _shelf.Add(Entry($"{i}", 0, $"q{i % 3}"), IReviewShelfGrain.MostPending);
        }

        Assert.Equal("review_queue_full", Assert.Throws<MeshException>(() => _shelf.Add(Entry("more", 0, "empty"), 5)).Error.Reason);
    }

    [Fact]
    public void Tenant_WhoseReviewsEndFasterThanTheyGo_IsRefused()
    {
        for (var i = 0; i < IReviewShelfGrain.Most; i++)
        {
            _shelf.Add(Entry($"{i}", 0), 1);
            _shelf.Close(Act($"{i}"), s_now);
        }

        Assert.Equal("review_queue_full", Assert.Throws<MeshException>(() => _shelf.Add(Entry("more", 0), 1)).Error.Reason);
    }

    [Fact]
    public void End_ThatIsToldTwice_IsOneAct()
    {
        _shelf.Add(Entry("a", 0), 2);

        Assert.True(_shelf.Close(Act("a"), s_now));
        Assert.False(_shelf.Close(Act("a"), s_now.AddDays(1)));

        Assert.Equal("a", Assert.Single(_shelf.Acts).Review);
    }

    [Fact]
    public void Due_AreExpiredOnesThoseKeptLongEnoughAndTheOldestAboveTheBound()
    {
        _shelf.Add(Entry("late", -10) with { ExpiresAt = s_now }, 10);
        _shelf.Add(Entry("waits", 0), 10);
        _shelf.Add(Entry("gone", 0), 10);
        _shelf.Close(Act("gone"), s_now);
        _shelf.Add(Entry("kept", 0), 10);
        _shelf.Close(Act("kept"), s_now.AddTicks(1));

        Assert.Equal([new ReviewDue("late", false), new ReviewDue("gone", true)], _shelf.Due(s_now));

        for (var i = 0; i < IReviewShelfGrain.MostClosed; i++)
        {
            _shelf.Add(Entry($"n{i}", 0), 10);
            _shelf.Close(Act($"n{i}"), s_now.AddDays(1));
        }

        Assert.Equal(["late", "gone", "kept"], _shelf.Due(s_now).Select(d => d.Id));
    }

    [Fact]
    public void Acts_BeyondTheirBoundAndTheirTime_GoOldestFirst()
    {
        for (var i = 0; i <= IReviewShelfGrain.MostActs; i++)
        {
            _shelf.Add(Entry($"{i}", 0), 10);
            _shelf.Close(Act($"{i}"), s_now);
            _shelf.Entries.Clear();
        }

        Assert.Equal((IReviewShelfGrain.MostActs, "1"), (_shelf.Acts.Count, _shelf.Acts[0].Review));
        _shelf.Add(Entry("last", 0), 10);
        _shelf.Close(Act("last") with { At = s_now + ReviewShelf.ActsKept + TimeSpan.FromTicks(1) }, s_now);
        Assert.Equal("last", Assert.Single(_shelf.Acts).Review);
    }

    [Fact]
    public void Pages_GoOnWhereTheOneBeforeEnded()
    {
        foreach (var (id, minute) in new[] { ("c", 1), ("a", 2), ("b", 2), ("d", 3) })
        {
            _shelf.Add(Entry(id, minute, id == "d" ? "other" : "q"), 10);
        }

        var first = _shelf.List(new ReviewFilter(), null, 2);
        var second = _shelf.List(new ReviewFilter(), new ReviewCursor(first[^1].CreatedAt, first[^1].Id), 10);

        Assert.Equal(["c", "a", "b", "d"], first.Concat(second).Select(e => e.Id));
        Assert.Equal(["d"], _shelf.List(new ReviewFilter(Queue: "other"), null, 10).Select(e => e.Id));
        Assert.Empty(_shelf.List(new ReviewFilter(State: ReviewState.Answered), null, 10));
        Assert.Equal(4, _shelf.List(new ReviewFilter(State: ReviewState.Pending, Route: "R"), null, 10).Count);
    }

    private static ReviewEntry Entry(string id, int minute, string queue = "q") => new() { Id = id, Queue = queue, Route = "r", CreatedAt = s_now.AddMinutes(minute), ExpiresAt = s_now.AddDays(7) };

    private static ReviewAct Act(string id) => new(id, "q", ReviewState.Answered, s_now, "anna", null);
}
