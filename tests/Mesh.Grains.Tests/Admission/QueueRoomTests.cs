using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;

namespace Mesh.Grains.Tests.Admission;

public sealed class QueueRoomTests
{
    [Fact]
    public void Waiters_OfAllClasses_AreCalledByClassThenDeadlineThenArrival()
    {
        using var model = new OneModel(places: 1) { Taken = 1 };
        var sheddable = model.Waiting(WorkClass.Sheddable, seconds: 1);
        var late = model.Waiting(WorkClass.Standard, seconds: 30);
        var first = model.Waiting(WorkClass.Standard, seconds: 20);
        var second = model.Waiting(WorkClass.Standard, seconds: 20);
        var critical = model.Waiting(WorkClass.Critical, seconds: 60);

        foreach (var next in (Waiter[])[critical, first, second, late, sheddable])
        {
            model.GiveBack();
            model.Take(next);
        }

        Assert.Equal(0, model.Room.Present);
    }

    [Fact]
    public void Waiters_OfATenantWithMany_LetAnothersInBetween()
    {
        using var model = new OneModel(places: 1) { Taken = 1 };
        var many = Enumerable.Range(0, 2).Select(_ => model.Waiting(tenant: "many")).ToArray();
        var few = model.Waiting(tenant: "few");

        // Earlier ones of the same class and deadline, and yet the other tenant has its turn before the second of them.
        model.GiveBack();
        model.Take(many[0]);
        model.GiveBack();
        model.Take(few);
        model.GiveBack();
        model.Take(many[1]);
    }

    [Fact]
    public void Waiter_WhoseDeadlineOrCallerEnds_LeavesAtOnceAndTheNextIsCalledInItsPlace()
    {
        using var model = new OneModel(places: 1) { Taken = 1 };
        var gone = model.Waiting();
        var next = model.Waiting();

        model.Room.Leave(gone, new CancellationToken(canceled: true));
        Assert.True(gone.Call.IsCanceled);
        Assert.Equal(1, model.Room.Present);
        model.GiveBack();

        model.Take(next);
        Assert.Equal(0, model.Room.Present);
    }

    [Fact]
    public void Enter_QueueFull_RefusesANewcomerOfTheSameClass()
    {
        using var model = new OneModel(places: 1, new QueueLimits { Length = 2 }) { Taken = 1 };
        model.Waiting();
        model.Waiting();

        var refused = model.Enter(model.Arrival(seconds: 1));

        Assert.Equal((MeshErrorCode.NoCapacity, "overloaded"), (refused!.Code, refused.Reason));
        Assert.Contains("model 'm' is full: 2 of at most 2 wait, class standard", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal([Refusal.QueueFull], model.Refused);
        Assert.Equal(2, model.Room.Present);
    }

    [Fact]
    public void Enter_QueueFull_HigherClassTakesThePlaceOfTheNewestOfTheLowest()
    {
        using var model = new OneModel(places: 1, new QueueLimits { Length = 3 }) { Taken = 1 };
        var standard = model.Waiting();
        var older = model.Waiting(WorkClass.Sheddable, seconds: 60);
        var newest = model.Waiting(WorkClass.Sheddable, seconds: 5);

        model.Waiting(WorkClass.Critical);
        Assert.True(OneModel.IsRefused(newest));
        Assert.False(older.Call.IsCompleted);
        model.Waiting(WorkClass.Critical);
        Assert.True(OneModel.IsRefused(older));
        model.Waiting(WorkClass.Critical);
        Assert.True(OneModel.IsRefused(standard));

        Assert.NotNull(model.Enter(model.Arrival(WorkClass.Critical)));
        Assert.Equal([Refusal.Evicted, Refusal.Evicted, Refusal.Evicted, Refusal.QueueFull], model.Refused);
        Assert.Equal(3, model.Room.Present);
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(20, 40)]
    [InlineData(5000, 1024)]
    public void Length_NotWritten_IsTwiceThePlacesWithinBounds(int places, int length)
    {
        using var model = new OneModel(places) { Blocked = true };
        for (var i = 0; i < length; i++)
        {
            model.Waiting();
        }

        Assert.NotNull(model.Enter(model.Arrival()));
    }

    [Fact]
    public void Length_OfNothing_LetsNobodyWait()
    {
        using var model = new OneModel(places: 1, new QueueLimits { Length = 0 }) { Taken = 1 };

        Assert.NotNull(model.Enter(model.Arrival(WorkClass.Critical)));
        Assert.Equal(0, model.Room.Present);
    }

    [Fact]
    public void Enter_ExpectedWaitBeyondTheDeadline_RefusesAtOnceWithTheWait()
    {
        using var model = new OneModel(places: 1, new QueueLimits { LongestWait = TimeSpan.FromSeconds(60) }) { Taken = 1 };
        Pace(model, TimeSpan.FromSeconds(1));
        model.Waiting(seconds: 1.5);
        model.Waiting(seconds: 2.2);

        var refused = model.Enter(model.Arrival(seconds: 2.5));
        model.Waiting(seconds: 3.5);

        Assert.Contains("is too long", refused!.Message, StringComparison.Ordinal);
        Assert.Equal(3, refused.RetryAfter!.Value.TotalSeconds, 0.01);
        Assert.Equal([Refusal.WaitTooLong], model.Refused);
    }

    [Fact]
    public void Enter_ExpectedWaitBeyondTheQueuesOwn_RefusesAtOnce()
    {
        using var model = new OneModel(places: 1, new QueueLimits { LongestWait = TimeSpan.FromSeconds(1.5) }) { Taken = 1 };
        Pace(model, TimeSpan.FromSeconds(0.6));
        model.Waiting();
        model.Waiting();

        Assert.NotNull(model.Enter(model.Arrival()));
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(0.2, true)]
    public void Enter_VendorTakesNoMoreForAWhile_WaitsOnlyIfThatIsWithinTheLongestWait(double seconds, bool waits)
    {
        using var model = new OneModel(places: 1, new QueueLimits { LongestWait = TimeSpan.FromSeconds(1) }) { Blocked = true, FullFor = TimeSpan.FromSeconds(seconds) };

        var refused = model.Enter(model.Arrival());

        Assert.Equal(waits, refused is null);
        Assert.Equal(waits ? null : TimeSpan.FromSeconds(seconds), refused?.RetryAfter);
    }

    [Fact]
    public void Waiter_LongerThanTheLongestWait_IsRefused()
    {
        using var model = new OneModel(places: 1) { Taken = 1 };
        var waiter = model.Waiting();

        model.Time.Advance(TimeSpan.FromMilliseconds(990));
        Assert.False(waiter.Call.IsCompleted);
        model.Time.Advance(TimeSpan.FromMilliseconds(60));

        Assert.True(OneModel.IsRefused(waiter));
        Assert.Equal((0, Refusal.WaitTooLong), (model.Room.Present, Assert.Single(model.Refused)));
    }

    [Fact]
    public void SheddableWaiter_LongerThanHalfOfTheLongestWait_IsRefusedWhileOthersWaitOn()
    {
        using var model = new OneModel(places: 1, new QueueLimits { LongestWait = TimeSpan.FromSeconds(4) }) { Taken = 1 };
        var (sheddable, standard) = (model.Waiting(WorkClass.Sheddable), model.Waiting(WorkClass.Standard));

        model.Time.Advance(TimeSpan.FromMilliseconds(1950));
        Assert.False(sheddable.Call.IsCompleted);
        model.Time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.True(OneModel.IsRefused(sheddable));
        Assert.False(standard.Call.IsCompleted);
    }

    [Fact]
    public void Place_ThatCameBackBeforeTheNewcomerWaited_IsNotMissed()
    {
        using var model = new OneModel(places: 1);

        model.Take(model.Waiting());
    }

    [Fact]
    public void Places_ThatNobodyGaveBack_AreSeenSoon()
    {
        using var model = new OneModel(places: 1) { Taken = 1 };
        var (first, second) = (model.Waiting(), model.Waiting());

        model.Places = 3;
        model.Time.Advance(TimeSpan.FromMilliseconds(50));

        model.Take(first);
        model.Take(second);
    }

    [Fact]
    public void Called_FindsNoPlace_WaitsWhereItStood()
    {
        using var model = new OneModel(places: 1) { Taken = 1 };
        var (first, second) = (model.Waiting(), model.Waiting());
        model.GiveBack();
        Assert.True(OneModel.IsCalled(first));

        model.Taken = 1;
        model.Room.Return(first, [OneModel.Model]);
        Assert.False(first.Call.IsCompleted);
        Assert.Equal(2, model.Room.Present);
        model.GiveBack();

        Assert.False(second.Call.IsCompleted);
        model.Take(first);
    }

    [Fact]
    public void Newcomer_RefusedAtTheGateWhileAnotherPlaceIsFree_IsCalledAtOnceAndThenWaits()
    {
        using var model = new OneModel(places: 1);
        var newcomer = model.Arrival();

        model.Room.Return(newcomer, [OneModel.Model]);
        Assert.True(OneModel.IsCalled(newcomer));

        model.Room.Return(newcomer, [OneModel.Model]);
        Assert.False(newcomer.Call.IsCompleted);
    }

    // Its worker is asked over the network: the place was settled before the refusal came back.
    [Fact]
    public void Newcomer_RefusedAgainAfterItHadPassed_WaitsForTheNextLook()
    {
        using var model = new OneModel(places: 1);
        var newcomer = model.Arrival();
        model.Room.Return(newcomer, [OneModel.Model]);
        model.Room.Settle(newcomer);

        model.Room.Return(newcomer, [OneModel.Model]);
        Assert.False(newcomer.Call.IsCompleted);

        model.Time.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(OneModel.IsCalled(newcomer));
    }

    [Fact]
    public void Called_FindsNoPlaceWhileAnotherCameBack_IsCalledAgainAtOnce()
    {
        using var model = new OneModel(places: 2) { Taken = 2 };
        var first = model.Waiting();
        model.GiveBack();

        model.Taken = 2;
        model.GiveBack();
        model.Room.Return(first, [OneModel.Model]);

        model.Take(first);
    }

    [Fact]
    public void Newcomer_WhileSomebodyOfItsClassIsOnTheWayToTheGate_IsBehindIt()
    {
        using var model = new OneModel(places: 1) { Taken = 1 };
        var called = model.Waiting();
        model.GiveBack();

        Assert.True(OneModel.IsCalled(called));
        Assert.True(model.Room.HasBefore(OneModel.Model, OneModel.Endpoint, WorkClass.Standard, ""));
        Assert.False(model.Room.HasBefore(OneModel.Model, OneModel.Endpoint, WorkClass.Critical, ""));
        model.Take(called);
        Assert.False(model.Room.HasBefore(OneModel.Model, OneModel.Endpoint, WorkClass.Standard, ""));
    }

    [Fact]
    public void Waiter_OfTwoModels_TakesThePlaceThatComesFirstAndLeavesBothQueues()
    {
        using var model = new OneModel(places: 1) { Taken = 1 };
        var waiter = model.Arrival();
        Assert.Null(model.Room.Enter(waiter, ["a", "b"]));

        model.Taken = 0;
        model.Room.Freed("b");

        Assert.True(OneModel.IsCalled(waiter));
        Assert.All(model.Room.Counts(), c => Assert.Equal(0, c.Count));
        model.Room.Settle(waiter);
        Assert.Equal(0, model.Room.Present);
    }

    [Fact]
    public void Waiter_ForAnEndpointThatStaysFull_KeepsNobodyBehindItFromAnother()
    {
        using var model = new OneModel(places: 2) { Taken = 2 };
        var stuck = model.Arrival(seconds: 1);
        stuck.Endpoints = [OneModel.Full];
        Assert.Null(model.Enter(stuck));
        Assert.False(model.Room.HasBefore(OneModel.Model, OneModel.Endpoint, WorkClass.Standard, ""));
        var behind = model.Waiting();

        model.GiveBack();

        Assert.False(stuck.Call.IsCompleted);
        model.Take(behind);
    }

    // Teaches the queue how long a place takes: somebody waits all the time while places come back.
    private static void Pace(OneModel model, TimeSpan interval)
    {
        var next = model.Waiting();
        for (var i = 0; i < 5; i++)
        {
            var (called, after) = (next, model.Waiting());
            model.Time.Advance(interval);
            model.GiveBack();
            model.Take(called);
            next = after;
        }

        model.Room.Leave(next, new CancellationToken(canceled: true));
    }
}
