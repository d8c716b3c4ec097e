using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Graphs;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Structured;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;

namespace Mesh.Strategies.Nodes.Decompose;

/// <summary>One task of a graph, done by the first worker that can; a worker that fails is replaced, as often as the node says.</summary>
/// <param name="planned">The task.</param>
/// <param name="workers">Whom to ask, in this order.</param>
/// <param name="retries">How often a failed one is replaced.</param>
/// <param name="note">What the report says of the task before it is done; no content.</param>
internal sealed class PlannedTaskNode(PlannedTask planned, IReadOnlyList<(string Place, IPlanNode Node)> workers, int retries, string note) : IPlanNode
{
    // Nobody was asked: it costs nothing, and says nothing of the task.
    private static readonly HashSet<string> s_notAsked = ["capability_missing", "context_length_exceeded", "data_policy", "no_candidate", "no_endpoint", "cost_ceiling", "plan_budget", "no_rule_matches"];

    public NodeEntry Entry { get; } = new PlannedTaskEntry();

    /// <summary>Its entry in the report; null before it is asked.</summary>
    public NodeTrace? Trace { get; private set; }

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        // Nobody wrote this node, so that it is none of those that a tree may have above each other.
        (Trace, scope) = (scope.Trace, scope with { Depth = scope.Depth - 1 });
        scope.Trace.Note(note);
        var failures = new List<(string, Exception)>();
        var (next, tries) = (0, 0);
        while (tries <= retries && next < workers.Count + (2 * retries))
        {
            // Behind the last one comes the first again.
            var (place, node) = workers[next++ % workers.Count];
            try
            {
                var answer = await scope.ReadAsync(node, place, Elsewhere(task, node, failures), cancellationToken, within: scope.Left / (retries - tries + 1));
                EnsureUsable(answer, last: tries == retries);
                scope.Trace.Note(tries == 0 ? note : $"{note}; try {tries + 1}");
                return answer;
            }
            catch (Exception e) when (e is MeshException or EndpointException && !cancellationToken.IsCancellationRequested)
            {
                failures.Add((place, e));
                if (!NodeFailures.MayMove(e))
                {
                    break;
                }

                tries += s_notAsked.Contains(NodeFailures.Reason(e)!) ? 0 : 1;
            }
        }

        throw NodeFailures.Joined(failures);
    }

    // Who was silent is not waited for again, whoever the worker is; and where there is one worker only, the others of its candidates are where else the task can be done. Where
    // there are none, nobody was asked, and the same ones are again.
    private ChatTask Elsewhere(ChatTask task, IPlanNode node, List<(string, Exception Failure)> failures)
    {
        if (node.Entry is not SingleEntry || failures is not [.., var last] || s_notAsked.Contains(NodeFailures.Reason(last.Failure)!))
        {
            return task;
        }

        string[] failed = [.. Trace!.Silent, .. workers.Count > 1 ? [] : Trace.Report().Nodes.Select(n => n.Endpoint).OfType<string>()];
        return failed.Length == 0 ? task : task.Asking(task.Query with { Without = [.. task.Query.Without.Union(failed, StringComparer.OrdinalIgnoreCase)] });
    }

    private void EnsureUsable(HeldAnswer answer, bool last)
    {
        var text = answer.Text;
        if (string.IsNullOrWhiteSpace(text))
        {
            throw Unusable(answer.Whole.Refusal.Length > 0 ? "refused" : "empty_answer");
        }

        // The last one's is taken as it is: who puts the results together can make something of it.
        if (!last && (planned.Form switch { ResultForm.Json => JsonText.Find(text).Count == 0, ResultForm.Number => !text.Any(char.IsDigit), _ => false }))
        {
            throw Unusable("wrong_form");
        }
    }

    private static MeshException Unusable(string reason) => new(MeshErrorCode.UpstreamFailed, reason, "A worker's answer to a planned task cannot be used.");
}
