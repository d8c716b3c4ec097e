using System.Security.Cryptography;
using System.Text;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>One model answers, within what is left of budget and time; or the plan of another route does.</summary>
internal sealed class SingleNode(string route, SingleEntry entry) : IPlanNode
{
    private const int MarkLength = 8;

    private readonly PlanLeaf? _leaf = entry.Route is null ? new PlanLeaf(route, entry.Candidates, entry.Prefer) : null;

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var run = scope.Run;
        await run.TakePlaceAsync(cancellationToken);
        var held = true;
        try
        {
            var quote = Quote(task, scope);
            if (quote.Plan is { } plan)
            {
                // Its leaves take places of their own.
                run.GivePlace();
                held = false;
                return await scope.AskAsync(PlanNodes.Of(quote.Decision.AnsweredBy, plan), Place(plan, run), Ruled(task, quote), cancellationToken);
            }

            var answer = await AskAsync(quote, task, scope, cancellationToken);
            held = false;
            return answer;
        }
        finally
        {
            if (held)
            {
                run.GivePlace();
            }
        }
    }

    // What a later revision made of the route must not be answered by what is kept of the plan that it was.
    private string Place(NodeEntry plan, PlanRun run) =>
        run.Record is null ? entry.Route! : $"{entry.Route}@{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(NodeShape.Of(plan) ?? "")))[..MarkLength]}";

    /// <summary>Who would answer. Asks nobody.</summary>
    /// <exception cref="MeshException">not_found; content_refused: a rule of a named route refuses.</exception>
    public CallQuote Quote(ChatTask task, PlanScope scope) => scope.Run.Calls.Quote(new ModelCall(entry.Route ?? route, _leaf, task, scope.Budget.UsdLeft));

    /// <summary>Whether a budget pays for an answer, if only a short one.</summary>
    public bool IsPaidBy(PlanBudget budget, CallQuote quote, ChatTask task) => Bound(quote, task, budget) is not null;

    // What the rules of the named route leave out, and what was found for them, holds in its plan too.
    private static ChatTask Ruled(ChatTask task, CallQuote quote) =>
        task.Asking(task.Query with { Without = quote.Decision.RuledOut, Data = [.. task.Query.Data.Union(quote.Decision.Data, StringComparer.OrdinalIgnoreCase)] });

    private CallBound? Bound(CallQuote quote, ChatTask task, PlanBudget budget) =>
        CallBound.Of(task, quote.Prices, budget, Shorter(task.Request.Settings.MaxOutputTokens, entry.MaxOutputTokens));

    private async Task<PlanAnswer> AskAsync(CallQuote quote, ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        if (Bound(quote, task, scope.Budget) is not { } within || !scope.Budget.TryReserve(within.Reserve))
        {
            throw Spent(scope.Budget);
        }

        try
        {
            if (quote.Decision is { Eligible: > 0, Candidates: [var first, ..] })
            {
                scope.Trace.Asks(first.Endpoint);
            }

            if (scope.Run.Record is { } record)
            {
                await record.BeginAsync(scope.Trace.Path, within.Reserve, cancellationToken);
            }

            var answer = await scope.Run.Calls.AskAsync(quote, within.MaxOutputTokens, scope.Expires, cancellationToken);
            // By a fresher decision where it had to wait.
            scope.Trace.Answers(answer.Decision.Id, answer.Attempt, () => answer.Account);
            return new LeafAnswer(answer, scope, within.Reserve);
        }
        catch
        {
            scope.Budget.Settle(within.Reserve, default);
            throw;
        }
    }

    private static int? Shorter(int? one, int? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);

    private static MeshException Spent(PlanBudget budget) => new(
        MeshErrorCode.QuotaExhausted,
        "plan_budget",
        $"What is left of the plan's budget ({budget.UsdLeft?.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture) ?? "any"} USD, {budget.TokensLeft?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any"} tokens) does not pay for this call. Raise 'budget', or ask for a cheaper route.");
}
