using Mesh.Routing.Load;

namespace Mesh.Routing.Tests.Load;

public sealed class FairTurnsTests
{
    private readonly FairTurns<Item> _queue = new();

    [Fact]
    public void Take_OneFlow_IsByUrgency()
    {
        Add("a", 3);
        Add("a", 1);
        Add("a", 2);

        Assert.Equal([1, 2, 3], TakeAll().Select(i => i.Urgency));
    }

    [Fact]
    public void Take_ManyOfOneFlowBeforeAnother_ServesBothAlike()
    {
        Enumerable.Range(0, 100).ToList().ForEach(i => Add("greedy", i));
        Enumerable.Range(0, 5).ToList().ForEach(i => Add("modest", 1000 + i));

        var first = TakeAll().Take(10).ToArray();

        Assert.Equal(5, first.Count(i => i.Flow == "modest"));
    }

    // One flow's requests are ten times as large as the other's: it gets a tenth of them through.
    [Fact]
    public void Take_UnequalCosts_SharesTokensNotRequests()
    {
        for (var i = 0; i < 200; i++)
        {
            Add("large", i, cost: 10_000);
            Add("small", i, cost: 1000);
        }

        var (large, small) = (0.0, 0.0);
        for (var i = 0; i < 110; i++)
        {
            var item = _queue.Take(_ => true, x => x.Cost)!;
            (large, small) = item.Flow == "large" ? (large + item.Cost, small) : (large, small + item.Cost);
        }

        Assert.InRange(large / small, 0.8, 1.25);
    }

    [Fact]
    public void Take_WhatDoesNotSuit_IsPassedOverWithoutALoss()
    {
        Add("a", 1, suits: false);
        Add("a", 2);
        Add("b", 1, suits: false);

        Assert.Equal(2, _queue.Take(i => i.Suits, i => i.Cost)?.Urgency);
        Assert.Null(_queue.Take(i => i.Suits, i => i.Cost));
        Assert.Equal(2, _queue.Count);
    }

    // Having waited for nothing is no claim on what comes later.
    [Fact]
    public void Take_FlowThatWasEmpty_BeginsWithoutSavings()
    {
        for (var i = 0; i < 50; i++)
        {
            Add("idle", i);
            _queue.Take(_ => true, x => x.Cost);
        }

        for (var i = 0; i < 20; i++)
        {
            Add("idle", i);
            Add("busy", i);
        }

        Assert.Equal(5, Enumerable.Range(0, 10).Count(_ => _queue.Take(_ => true, x => x.Cost)!.Flow == "busy"));
    }

    [Fact]
    public void Before_NewcomerOfAnotherFlow_StandsBehindOneOfEach()
    {
        Enumerable.Range(0, 100).ToList().ForEach(i => Add("greedy", i));
        Add("modest", 1);

        Assert.Equal((2, 101), (_queue.Before(new Item("modest", 5, 1000, true), "modest") - 1, _queue.Before(new Item("greedy", 500, 1000, true), "greedy")));
        Assert.Equal("greedy", _queue.Longest());
    }

    [Fact]
    public void Remove_Anybody_KeepsTurnAndCount()
    {
        Item a = Add("a", 1), b = Add("b", 1), c = Add("c", 1);
        Assert.Same(a, _queue.Take(_ => true, x => x.Cost));
        Assert.True(_queue.Remove(b, "b"));
        Assert.False(_queue.Remove(b, "b"));

        Assert.Equal(1, _queue.Count);
        Assert.Same(c, _queue.Take(_ => true, x => x.Cost));
        Assert.Null(_queue.Take(_ => true, x => x.Cost));
    }

    private Item Add(string flow, int urgency, double cost = 1000, bool suits = true)
    {
        var item = new Item(flow, urgency, cost, suits);
        _queue.Add(item, flow);
        return item;
    }

    private List<Item> TakeAll()
    {
        var taken = new List<Item>();
        while (_queue.Take(i => i.Suits, i => i.Cost) is { } item)
        {
            taken.Add(item);
        }

        return taken;
    }

    private sealed record Item(string Flow, int Urgency, double Cost, bool Suits) : IComparable<Item>
    {
        public int CompareTo(Item? other) => Urgency.CompareTo(other?.Urgency);
    }
}
