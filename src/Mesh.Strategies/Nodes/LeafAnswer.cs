using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>A model's answer inside a plan: holds its place among the plan's calls and what was reserved for it until it is disposed.</summary>
internal sealed class LeafAnswer(PlanAnswer answer, PlanScope scope, PlanCost reserved) : AnswerAround(answer)
{
    private int _disposed;

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await Inner.DisposeAsync();
        }
        finally
        {
            var account = Inner.Account;
            scope.Budget.Settle(reserved, new PlanCost(account.CostUsd, account.Usage.Input + account.Usage.Output));
            scope.Run.GivePlace();
        }
    }
}
