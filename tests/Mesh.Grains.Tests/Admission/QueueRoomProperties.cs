using Mesh.Contracts.Catalog;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;

namespace Mesh.Grains.Tests.Admission;

/// <summary>Arrivals, departures, cancellations, races at the gate and changed limits in any order.</summary>
public sealed class QueueRoomProperties
{
    private const int Steps = 400;
    private const int Length = 12;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Room_AnyCourse_KeepsOrderAndBoundsLosesNoCallAndNobody(int seed)
    {
        var random = new Random(seed);
        using var model = new OneModel(places: 3, new QueueLimits { Length = Length, LongestWait = TimeSpan.FromSeconds(2) });
        var present = new List<Waiter>();
        for (var step = 0; step < Steps; step++)
        {
            Act(random, model, present);
            GoToTheGate(random, model, present);
            Check(model, present);
            GoToTheGate(random, model, present);
        }

        foreach (var waiter in present.ToArray())
        {
            model.Room.Leave(waiter, new CancellationToken(canceled: true));
            present.Remove(waiter);
        }

        Assert.Equal(0, model.Room.Present);
        Assert.All(model.Room.Counts(), c => Assert.Equal(0, c.Count));
    }

    [Fact]
    public async Task Room_FromManyThreads_ServesEverybodyThatIsNotRefusedAndIsEmptyThen()
    {
        var (free, served, refused) = (4, 0, 0);

        // Nobody is refused for a wait that a machine which stands still makes long, nor for the pace that such a moment lets expect.
        var limits = new QueueLimits { Length = 64, LongestWait = TimeSpan.FromMinutes(30) };
        ModelPlaces Places() => Volatile.Read(ref free) is var left and > 0 ? new(limits, 4, left, null, ["e"], []) : new(limits, 4, 0, null, [], ["e"]);
        using var room = new QueueRoom(_ => Places(), (_, _, _) => Interlocked.Increment(ref refused), TimeProvider.System);
        await Parallel.ForEachAsync(Enumerable.Range(0, 4000), new ParallelOptions { MaxDegreeOfParallelism = 48 }, async (i, token) =>
        {
            var waiter = new Waiter(new RouteQuery { Target = "m" }, (WorkClass)(i % 3), long.MaxValue, i, TimeProvider.System.GetTimestamp()) { Endpoints = ["e"] };
            if (room.Enter(waiter, ["m"]) is not null || await waiter.Call.WaitAsync(TimeSpan.FromSeconds(60), token) is not null)
            {
                return;
            }

            while (!TryTake(ref free))
            {
                room.Return(waiter, ["m"]);
                if (await waiter.Call.WaitAsync(TimeSpan.FromSeconds(60), token) is not null)
                {
                    return;
                }
            }

            room.Settle(waiter);
            await Task.Yield();
            Interlocked.Increment(ref served);
            Interlocked.Increment(ref free);
            room.Freed("m");
        });

        Assert.Equal(4000, served + refused);
        Assert.Equal((0, 4), (room.Present, free));
        Assert.True(served > 2000, $"{served} served");
    }

    private static bool TryTake(ref int free)
    {
        if (Interlocked.Decrement(ref free) >= 0)
        {
            return true;
        }

        Interlocked.Increment(ref free);
        return false;
    }

    private static void Act(Random random, OneModel model, List<Waiter> present)
    {
        switch (random.Next(10))
        {
            case < 5:
                var waiter = model.Arrival((WorkClass)random.Next(3), random.Next(1, 20));
                if (model.Enter(waiter) is null)
                {
                    present.Add(waiter);
                }

                break;
            case < 7 when model.Taken > 0:
                model.GiveBack();
                break;
            case 7 when present.Count > 0:
                var gone = present[random.Next(present.Count)];
                model.Room.Leave(gone, new CancellationToken(canceled: true));
                break;
            case 8:
                model.Places = random.Next(1, 5);
                break;
            default:
                model.Time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 400)));
                break;
        }
    }

    // Who is called goes to the gate; now and then somebody else has been there before, or it goes away on the way.
    private static void GoToTheGate(Random random, OneModel model, List<Waiter> present)
    {
        present.RemoveAll(w => w.Call.IsCanceled || OneModel.IsRefused(w));
        var returned = new List<Waiter>();
        for (var next = present.FirstOrDefault(OneModel.IsCalled); next is not null; next = present.FirstOrDefault(OneModel.IsCalled))
        {
            AssertNobodyBefore(next, present.Except(returned));
            if (random.Next(4) == 0 && model.Taken < model.Places)
            {
                model.Taken++;
                model.Room.Return(next, [OneModel.Model]);
                returned.Add(next);
                continue;
            }

            present.Remove(next);
            if (random.Next(8) == 0 || model.Taken >= model.Places)
            {
                model.Room.Settle(next);
            }
            else
            {
                model.Take(next);
            }
        }
    }

    private static void AssertNobodyBefore(Waiter called, IEnumerable<Waiter> present) => Assert.DoesNotContain(
        present,
        w => !w.Call.IsCompleted && (w.Class < called.Class || (w.Class == called.Class && w.CompareTo(called) < 0)));

    private static void Check(OneModel model, List<Waiter> present)
    {
        Assert.Equal(present.Count, model.Room.Present);
        Assert.Equal(present.Count, model.Room.Counts().Sum(c => c.Count));

        // Who returned from the gate is not held off by the length: one for each place at most.
        Assert.InRange(present.Count, 0, Length + 4);

        // A place and somebody who waits for it: only until the room looks round, which it does 20 times a second.
        if (model.Taken < model.Places && present.Count > 0)
        {
            model.Time.Advance(TimeSpan.FromMilliseconds(50));
            Assert.Contains(present, w => w.Call.IsCompleted);
        }
    }
}
