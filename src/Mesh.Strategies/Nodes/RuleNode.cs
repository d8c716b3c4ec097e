using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Strategies.AnswerRules;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes;

/// <summary>Answers by the first rule that matches, at no cost; else another node answers, or nobody.</summary>
internal sealed class RuleNode(string route, RuleEntry entry) : IPlanNode
{
    private readonly RuleMatcher[] _rules = [.. entry.Answers.Select(a => new RuleMatcher(a))];
    private readonly IPlanNode? _else = PlanNodes.Under(route, entry.Else);

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        // What it says is in the mesh's own words: not one choice of a vendor's, nor a number of its tokens.
        if (RuleAnswer.Find(_rules, scope.Run.Decision, task, scope.Run.Time) is { } ruled)
        {
            scope.Trace.Note(ruled.Attempt.Model);
            scope.Run.Calls.Ruled(scope.Run.Decision);
            return ruled;
        }

        scope.Trace.Note("no rule matches");
        if (_else is null)
        {
            throw new MeshException(MeshErrorCode.Unavailable, "no_rule_matches", "No rule of this plan answers the request, and nothing stands beside them that does. Write 'else' under 'rule', or put it into a 'fallback'.", "plan");
        }

        var answer = await scope.AskAsync(_else, "else", task, cancellationToken);
        answer.Use();
        return answer;
    }
}
