using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Routing;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Nodes.Cascade;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>Gives a node's answer again to those who ask it the same. Several that ask at one time share the answer of the first.</summary>
internal sealed class CacheNode(string route, CacheEntry entry) : IPlanNode
{
    private readonly IPlanNode _of = PlanNodes.Under(route, entry.Of);
    private readonly TierLeaves _leaves = new(route, entry.Of);

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        var left = scope.Left;
        if (scope.Run.IsSent || left <= TimeSpan.Zero)
        {
            var own = await scope.AskAsync(_of, "of", task, cancellationToken);
            own.Use();
            return own;
        }

        var part = new ReusedPart
        {
            Route = route,
            Entry = entry,
            Task = task,
            Decision = scope.Run.Decision,
            CacheUse = scope.Run.CacheUse,
            Expires = scope.Expires,
            Left = left,
            Candidates = () => _leaves.Candidates(task, scope),
            Ask = token => AskAsync(task, scope, token),
        };
        var answer = await scope.Run.Calls.ReuseAsync(part, cancellationToken);
        if (answer.Decision.Source is AnswerSource.Exact or AnswerSource.Semantic)
        {
            scope.Trace.Note(answer.Decision.Source == AnswerSource.Exact ? $"kept answer of {answer.Attempt.Model}" : $"kept answer of {answer.Attempt.Model} to a question in other words");
        }

        if (answer.Decision.Source == AnswerSource.Semantic)
        {
            scope.Trace.AnswersAnother();
        }

        return answer;
    }

    // Whoever shares it asks under a token of its own; nothing of a plan outlives the plan all the same.
    private async Task<PlanAnswer> AskAsync(ChatTask task, PlanScope scope, CancellationToken token)
    {
        var ends = CancellationTokenSource.CreateLinkedTokenSource(token, scope.Run.Token);
        var over = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = scope.Run.Start(_ => over.Task);
        try
        {
            var answer = await scope.AskAsync(_of, "of", task, ends.Token);
            answer.Use();
            return new OwnedAnswer(answer, () =>
            {
                ends.Dispose();
                over.TrySetResult(true);
            });
        }
        catch
        {
            ends.Dispose();
            over.TrySetResult(false);
            throw;
        }
    }
}
