using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Rendering;
using Mesh.Strategies.Endpoints;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Tools;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>One request on its way through rounds of a model and its tools.</summary>
internal sealed class ToolsRun(ToolsEntry entry, IPlanNode node, ToolNames names, ChatTask task, PlanScope scope, PlanBudget budget, NodeDeadline limit, DataFence fence)
{
    private readonly ToolPrompt _prompt = new(task, names, fence);
    private readonly ToolRound _calls = new(entry, names, task, scope, fence);
    private readonly List<PlanAnswer> _rounds = [];

    /// <summary>The answer of the round that was asked last.</summary>
    public PlanAnswer Current => _rounds[^1];

    /// <summary>What all rounds have taken so far.</summary>
    public AttemptAccount Account => scope.Trace.Account;

    /// <summary>The answer rests on all rounds.</summary>
    public void Use() => _rounds.ForEach(r => r.Use());

    /// <summary>The answer: the last round's, and of earlier ones what was taken for it.</summary>
    /// <exception cref="MeshException">upstream_failed, reason tool_rounds, tool_calls or tool_errors: a bound was met; what the model's call failed by.</exception>
    public async IAsyncEnumerable<ContentFrame> FramesAsync()
    {
        var hasPassed = false;
        for (var round = 0; ; round++)
        {
            var isLast = round >= entry.Rounds || _calls.Left == 0;
            await using var answer = await scope.AskAsync(node, $"rounds[{round}]", _prompt.Task(isLast), limit.Token, budget);
            _rounds.Add(answer);
            var reading = new RoundReading(task.Streaming, mayCall: !isLast, hasPassed);
            await foreach (var frame in answer.ReadAsync())
            {
                foreach (var passing in reading.Take(frame))
                {
                    limit.Lift();
                    yield return passing;
                }
            }

            var wanted = Named(reading.Whole.ToolCalls, round);
            ToolCall[] callers = [.. wanted.Where(c => names.AreCallers(c.Name))];
            if (wanted.Count == 0 || callers.Length > 0)
            {
                _calls.Skip([.. wanted.Except(callers)]);
                foreach (var passing in wanted.Count == 0 ? reading.Rest() : reading.Asking(callers))
                {
                    limit.Lift();
                    yield return passing;
                }

                Use();
                yield break;
            }

            // Its place among the plan's calls, and what was reserved for it, are free while tools are called.
            await answer.DisposeAsync();
            EnsureMayCall(isLast, wanted.Count);
            _prompt.Add(reading.Whole.Message with { ToolCalls = wanted }, await _calls.DoAsync(wanted, limit.Token));
            hasPassed |= reading.Passes;
        }
    }

    // Some engines number no calls, or all alike; results are told apart by it.
    private static IReadOnlyList<ToolCall> Named(IReadOnlyList<ToolCall> calls, int round)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        return [.. calls.Where(c => c.Name.Length > 0).Select((c, i) => c.Id.Length > 0 && known.Add(c.Id) ? c : c with { Id = $"call_{round}_{i}" })];
    }

    private void EnsureMayCall(bool isLast, int wanted)
    {
        if (isLast)
        {
            throw new MeshException(MeshErrorCode.UpstreamFailed, "tool_rounds", $"A model of the plan still calls tools after {entry.Rounds} rounds and {entry.Calls} calls, though it was told to answer. Raise 'rounds' or 'calls' of the 'tools' node, or ask another model.");
        }

        if (wanted > ToolsEntry.MostCalls)
        {
            throw new MeshException(MeshErrorCode.UpstreamFailed, "tool_calls", $"A model of the plan calls {wanted} tools at once; at most {ToolsEntry.MostCalls} are taken.");
        }
    }
}
