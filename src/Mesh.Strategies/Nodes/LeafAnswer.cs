using Mesh.Contracts.Chat;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>A model's answer inside a plan: holds its place among the plan's calls and what was reserved for it until it is disposed.</summary>
internal sealed class LeafAnswer(PlanAnswer answer, PlanScope scope, PlanCost reserved) : PlanAnswer
{
    private int _disposed;

    public override RouteDecision Decision => answer.Decision;

    public override IEndpointAttempt Attempt => answer.Attempt;

    public override int Attempts => answer.Attempts;

    public override IReadOnlyList<string> FallbackFrom => answer.FallbackFrom;

    public override IReadOnlyList<FailedAttempt> Failed => answer.Failed;

    public override AttemptAccount Account => answer.Account;

    public override decimal SavedUsd => answer.SavedUsd;

    public override long? DeliveredCharacters => answer.DeliveredCharacters;

    public override string? NotTakenOver => answer.NotTakenOver;

    public override IAsyncEnumerable<ContentFrame> ReadAsync() => answer.ReadAsync();

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        try
        {
            await answer.DisposeAsync();
        }
        finally
        {
            var account = answer.Account;
            scope.Budget.Settle(reserved, new PlanCost(account.CostUsd, account.Usage.Input + account.Usage.Output));
            scope.Run.GivePlace();
        }
    }
}
