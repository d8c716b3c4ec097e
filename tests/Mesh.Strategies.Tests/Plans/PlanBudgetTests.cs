using CsCheck;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Tests.Plans;

public sealed class PlanBudgetTests
{
    [Fact]
    public void Reserve_OfMoreThanIsLeft_IsRefusedAndTakesNothing()
    {
        var budget = new PlanBudget(1, null);

        Assert.True(budget.TryReserve(new PlanCost(0.6m, 0)));
        Assert.False(budget.TryReserve(new PlanCost(0.5m, 0)));
        Assert.Equal(0.4m, budget.UsdLeft);
    }

    [Fact]
    public void Settle_OfLessThanWasReserved_GivesTheRestBack()
    {
        var budget = new PlanBudget(1, 100);
        budget.TryReserve(new PlanCost(0.6m, 60));

        budget.Settle(new PlanCost(0.6m, 60), new PlanCost(0.1m, 10));

        Assert.Equal((0.9m, 90L), (budget.UsdLeft!.Value, budget.TokensLeft!.Value));
    }

    [Fact]
    public void Slice_IsBoundedByItsShareAndByWhatItIsCutFrom()
    {
        var budget = new PlanBudget(1, null);
        var slice = budget.Slice(0.5);

        Assert.False(slice.TryReserve(new PlanCost(0.6m, 0)));
        Assert.True(budget.TryReserve(new PlanCost(0.8m, 0)));
        Assert.Equal(0.2m, slice.UsdLeft);
        Assert.False(slice.TryReserve(new PlanCost(0.3m, 0)));
    }

    [Fact]
    public void Budget_WithoutBounds_HasNothingLeftToTell()
    {
        var budget = new PlanBudget(null, null);

        Assert.True(budget.TryReserve(new PlanCost(decimal.MaxValue / 2, long.MaxValue / 2)));
        Assert.Null(budget.Slice(0.1).UsdLeft);
        Assert.Null(budget.TokensLeft);
    }

    [Fact]
    public void Budget_AfterAnyReservationsAndSettlements_IsNeverPassed() =>
        Gen.Select(Gen.Int[0, 5], Gen.Decimal[0, 0.5m], Gen.Double[0, 1]).List[1, 60].Sample(steps =>
        {
            var budget = new PlanBudget(1, null);
            var slices = new List<PlanBudget> { budget };
            var open = new List<(PlanBudget Of, PlanCost Cost)>();
            foreach (var (what, usd, share) in steps)
            {
                var of = slices[(int)(share * (slices.Count - 1))];
                if (what == 0 && slices.Count < 5)
                {
                    slices.Add(of.Slice(share));
                }
                else if (what < 4 && of.TryReserve(new PlanCost(usd, 0)))
                {
                    open.Add((of, new PlanCost(usd, 0)));
                }
                else if (open.Count > 0)
                {
                    var (whose, cost) = open[^1];
                    open.RemoveAt(open.Count - 1);
                    whose.Settle(cost, new PlanCost(cost.Usd * (decimal)share, 0));
                }

                Assert.All(slices, s => Assert.True(s.UsdLeft >= 0));
            }
        });
}
