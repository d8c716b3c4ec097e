using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>What members that answer at once may spend each. Where not all of them are paid for, the last ones are left out.</summary>
internal static class MemberShares
{
    // What a plan within a member costs nobody knows before; it counts as much as the others in the mean.
    private const double Unknown = -1;

    /// <summary>Those who are asked, in order, with their slices.</summary>
    /// <param name="scope">The ensemble's place.</param>
    /// <param name="voters">Who is wanted.</param>
    /// <param name="task">What they are asked.</param>
    /// <param name="least">How many are asked whatever is left.</param>
    /// <param name="part">Their part of what is left, 0 to 1; the rest is for what comes after them.</param>
    public static IReadOnlyList<(Voter Voter, PlanBudget Budget)> Of(PlanScope scope, IReadOnlyList<Voter> voters, ChatTask task, int least, double part)
    {
        if (scope.Budget.UsdLeft is null && scope.Budget.TokensLeft is null)
        {
            return [.. voters.Select(v => (v, scope.Budget))];
        }

        var quotes = voters.Select(v => v.Node).Distinct().ToDictionary(n => n, n => Quote(n, task, scope));
        CallQuote?[] each = [.. voters.Select(v => quotes[v.Node])];
        for (var count = voters.Count; count > least; count--)
        {
            if (Slices(scope.Budget, each[..count], part) is { } paid && Enumerable.Range(0, count).All(i => IsPaid(voters[i].Node, each[i], paid[i], task)))
            {
                return [.. voters.Take(count).Zip(paid)];
            }
        }

        return [.. voters.Take(least).Zip(Slices(scope.Budget, each[..least], part, always: true)!)];
    }

    // Equal parts of tokens; parts of USD by what each is expected to cost. Null where it is expected to be more than there is.
    private static PlanBudget[]? Slices(PlanBudget budget, CallQuote?[] quotes, double part, bool always = false)
    {
        double[] known = [.. quotes.Select(q => q is { Plan: null, Decision: { Eligible: > 0 } decision } ? decision.Candidates[0].CostUsd : Unknown)];
        var mean = known.Where(k => k > 0).DefaultIfEmpty(0).Average();
        double[] costs = [.. known.Select(k => k > 0 ? k : mean)];
        if (!always && budget.UsdLeft is { } usd && costs.Sum() > (double)usd * part)
        {
            return null;
        }

        var byCost = budget.TokensLeft is null && mean > 0;
        return [.. costs.Select(c => budget.Slice(byCost ? Math.Min(1, part * c / costs.Sum()) : part / costs.Length))];
    }

    private static bool IsPaid(IPlanNode node, CallQuote? quote, PlanBudget slice, ChatTask task) =>
        node is not SingleNode single || quote is not { Plan: null } || single.IsPaidBy(slice, quote, task);

    private static CallQuote? Quote(IPlanNode node, ChatTask task, PlanScope scope)
    {
        try
        {
            return (node as SingleNode)?.Quote(task, scope);
        }
        catch (MeshException)
        {
            // It says so again when it is asked.
            return null;
        }
    }
}
