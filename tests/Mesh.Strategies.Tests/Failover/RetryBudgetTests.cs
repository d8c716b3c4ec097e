using Mesh.Strategies.Failover;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Strategies.Tests.Failover;

public sealed class RetryBudgetTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RetryBudget _budget;

    public RetryBudgetTests() => _budget = new RetryBudget(_time);

    [Fact]
    public void Spend_WithFewRequests_AllowsThreeInTenSeconds()
    {
        Assert.Equal([true, true, true, false], Spend(4));
        _time.Advance(TimeSpan.FromSeconds(9.8));
        Assert.Equal([false], Spend(1));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal([true, true, true, false], Spend(4));
    }

    [Fact]
    public void Spend_WithManyRequests_AllowsAFifthOfThem()
    {
        Count(100);

        Assert.Equal(20, Spend(100).Count(paid => paid));
    }

    [Fact]
    public void Spend_AfterTheRequestsHaveLeftTheWindow_FallsBackToThree()
    {
        Count(1000);
        _time.Advance(RetryBudget.Window);

        Assert.Equal(3, Spend(100).Count(paid => paid));
    }

    [Fact]
    public void Spend_AfterALongSilence_BeginsAnew()
    {
        Count(50);
        Spend(10);
        _time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(3, Spend(10).Count(paid => paid));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Spend_OverAnyLoad_NeverPassesTheShareOfAWindow(int seed)
    {
        var random = new Random(seed);
        List<double> requests = [], moves = [];
        for (var now = 0.0; now < 120;)
        {
            var step = random.NextDouble() < 0.01 ? 5 : random.NextDouble() * 0.05;
            now += step;
            _time.Advance(TimeSpan.FromSeconds(step));
            _budget.Count();
            requests.Add(now);
            if (!_budget.TrySpend())
            {
                continue;
            }

            // The ring is exact to a tenth of a second.
            moves.Add(now);
            Assert.True(moves.Count(m => m > now - 9.9) <= Math.Max(3, (requests.Count(r => r > now - 10.1) * 0.2) + 1), $"at {now}");
        }

        Assert.InRange(moves.Count, requests.Count * 0.15, (requests.Count * 0.2) + 40);
    }

    [Fact]
    public void Spend_FromManyThreads_IsExact()
    {
        Count(1000);
        var paid = 0;
        Parallel.For(0, 1000, _ =>
        {
            if (_budget.TrySpend())
            {
                Interlocked.Increment(ref paid);
            }
        });

        Assert.Equal(200, paid);
    }

    private void Count(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _budget.Count();
        }
    }

    private bool[] Spend(int times) => [.. Enumerable.Range(0, times).Select(_ => _budget.TrySpend())];
}
