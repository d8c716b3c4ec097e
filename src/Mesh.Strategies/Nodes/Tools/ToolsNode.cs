using System.Security.Cryptography;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Plans;
using Mesh.Prompts.Rendering;
using Mesh.Strategies.Failover;
using Mesh.Strategies.Plans;
using Mesh.Strategies.Tools;

namespace Mesh.Strategies.Nodes.Tools;

/// <summary>A node that may call tools of servers: it is asked, its calls are done, and it is asked again with their results, until it answers or calls a tool of the caller's.</summary>
internal sealed class ToolsNode(string route, ToolsEntry entry) : IPlanNode
{
    private readonly IPlanNode _node = PlanNodes.Under(route, entry.Of);

    public NodeEntry Entry => entry;

    public async Task<PlanAnswer> AnswerAsync(ChatTask task, PlanScope scope, CancellationToken cancellationToken)
    {
        // Whoever wants no tool called, or an answer gone on with, gets just that.
        if (task.Request.ToolChoice is { Mode: ToolChoiceMode.None } || task.GoesOn)
        {
            return await scope.AskAsync(_node, "of", task, cancellationToken);
        }

        var limit = NodeDeadline.Of(scope.Run.Time, entry.Within, scope.Left, cancellationToken);
        try
        {
            return await BeginAsync(task, scope, limit);
        }
        catch (Exception e)
        {
            using (limit)
            {
                var told = limit.Told(e);
                if (!ReferenceEquals(told, e))
                {
                    throw told;
                }
            }

            throw;
        }
    }

    private async Task<PlanAnswer> BeginAsync(ChatTask task, PlanScope scope, NodeDeadline limit)
    {
        var offer = await scope.Run.Calls.Tools.OfferAsync(entry.Servers, task, limit.Token);
        if (offer.Missing.Count > 0)
        {
            scope.Trace.Note($"without {string.Join(", ", offer.Missing.Select(m => $"{m.Server}: {ToolOutcomes.NameOf(m.Why)}"))}");
        }

        if (offer.Tools.Count == 0)
        {
            throw new MeshException(
                offer.Missing.All(m => m.Why is ToolOutcome.DataPolicy or ToolOutcome.TenantPolicy) ? MeshErrorCode.ContentRefused : MeshErrorCode.UpstreamFailed,
                offer.Missing.All(m => m.Why == ToolOutcome.DataPolicy) ? "data_policy" : "no_tools",
                $"No tool server of the plan can be used: {string.Join(", ", offer.Missing.Select(m => $"{m.Server} ({ToolOutcomes.NameOf(m.Why)})"))}.");
        }

        var names = new ToolNames(offer.Tools, task.Request.Tools);
        var run = new ToolsRun(entry, _node, names, task, scope, scope.Budget.Within(entry.MaxCostUsd, entry.MaxTokens), limit, DataFence.Draw(RandomNumberGenerator.Fill));
        var frames = run.FramesAsync().GetAsyncEnumerator(CancellationToken.None);
        try
        {
            return await frames.MoveNextAsync() ? new ToolsAnswer(run, frames, limit) : throw new MeshException(MeshErrorCode.UpstreamFailed, "empty_answer", "A model of the plan answered with nothing.");
        }
        catch
        {
            await frames.DisposeAsync();
            throw;
        }
    }
}
